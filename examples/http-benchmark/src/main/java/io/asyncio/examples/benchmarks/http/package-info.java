/**
 * What an HTTP request costs a server: ours and its peers, each in a JVM of its own, measured in turns by the same client.
 * {@link io.asyncio.examples.benchmarks.http.HttpBenchmark} is the program, {@code server} has the servers.
 */
package io.asyncio.examples.benchmarks.http;
