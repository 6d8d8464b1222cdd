/** How much heap a connection keeps that waits: {@link io.asyncio.examples.benchmarks.idle.IdleConnections}. */
package io.asyncio.examples.benchmarks.idle;
