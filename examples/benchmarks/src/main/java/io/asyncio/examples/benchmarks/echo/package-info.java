/**
 * TCP echo: the same client, {@link io.asyncio.examples.benchmarks.echo.EchoClient}, against one server after the other,
 * each an {@link io.asyncio.examples.benchmarks.echo.EchoServer} as its users would write it.
 */
package io.asyncio.examples.benchmarks.echo;
