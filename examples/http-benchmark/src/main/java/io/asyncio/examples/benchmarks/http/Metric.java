package io.asyncio.examples.benchmarks.http;

import java.util.function.ToDoubleFunction;

/** What slices are compared by. */
enum Metric {
    CPU("server CPU a request", Slice::cpuMicros),
    LATENCY("median latency", Slice::medianMicros);

    private final String text;
    private final ToDoubleFunction<Slice> value;

    Metric(String text, ToDoubleFunction<Slice> value) {
        this.text = text;
        this.value = value;
    }

    double of(Slice slice) {
        return value.applyAsDouble(slice);
    }

    @Override
    public String toString() {
        return text;
    }
}
