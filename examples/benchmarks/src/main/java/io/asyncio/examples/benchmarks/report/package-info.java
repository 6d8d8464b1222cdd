/**
 * What the benchmarks' results look like: {@link io.asyncio.examples.benchmarks.report.Results} reads JMH's JSON,
 * {@link io.asyncio.examples.benchmarks.report.Targets} says what is to be reached, and the others draw it.
 */
package io.asyncio.examples.benchmarks.report;
