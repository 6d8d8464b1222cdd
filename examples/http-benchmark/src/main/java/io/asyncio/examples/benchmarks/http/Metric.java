package io.asyncio.examples.benchmarks.http;

/** What slices are compared by. */
enum Metric {
    CPU("server CPU a request"),
    LATENCY("median latency");

    private final String text;

    Metric(String text) {
        this.text = text;
    }

    double of(Slice slice) {
        return this == CPU ? slice.cpuMicros() : slice.medianMicros();
    }

    @Override
    public String toString() {
        return text;
    }
}
