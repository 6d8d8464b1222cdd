package io.asyncio.examples.benchmarks.http;

/**
 * What is asked of a server.
 *
 * @param endpoint its name
 * @param connections on how many connections at once
 */
record Load(String endpoint, int connections) {}
