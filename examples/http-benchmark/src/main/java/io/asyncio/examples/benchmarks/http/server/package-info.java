/** The servers that are compared, each in a JVM of its own: three endpoints of the same meaning in each style. */
package io.asyncio.examples.benchmarks.http.server;
