/**
 * Contenders measured in turns, each in a JVM of its own, so that what else the machine does meets all alike:
 * {@link io.asyncio.examples.benchmarks.pairs.Pairs} starts them, {@link io.asyncio.examples.benchmarks.pairs.Turns}
 * gives them turns, {@link io.asyncio.examples.benchmarks.pairs.TurnProfiler} takes these in JMH's forked JVM, and
 * {@link io.asyncio.examples.benchmarks.pairs.Slower} compares two files of results.
 */
package io.asyncio.examples.benchmarks.pairs;
