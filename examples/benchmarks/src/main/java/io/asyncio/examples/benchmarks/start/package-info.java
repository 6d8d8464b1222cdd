/** How long programs take to start and end: {@link io.asyncio.examples.benchmarks.start.StartUp}. */
package io.asyncio.examples.benchmarks.start;
