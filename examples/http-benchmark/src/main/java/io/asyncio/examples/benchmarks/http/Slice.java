package io.asyncio.examples.benchmarks.http;

/**
 * What was measured of one contender at one time.
 *
 * @param contender its name
 * @param load what it was asked
 * @param round the turn: slices of the same round were measured one after the other
 * @param requests how many it answered
 * @param nanos how long that took
 * @param cpuNanos how much processor time the server's JVM used for it
 * @param median of the latencies, in nanoseconds
 * @param percentile99 of the latencies, in nanoseconds
 */
record Slice(
        String contender,
        Load load,
        int round,
        int requests,
        long nanos,
        long cpuNanos,
        long median,
        long percentile99) {
    double requestsPerSecond() {
        return requests * 1e9 / nanos;
    }

    double cpuMicros() {
        return cpuNanos / 1e3 / requests;
    }

    double medianMicros() {
        return median / 1e3;
    }

    double percentile99Micros() {
        return percentile99 / 1e3;
    }
}
