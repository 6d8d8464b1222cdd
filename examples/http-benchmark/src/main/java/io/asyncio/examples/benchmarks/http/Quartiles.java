package io.asyncio.examples.benchmarks.http;

import java.util.Locale;
import java.util.stream.DoubleStream;

/** The middle of some numbers, and what half of them lie between. */
record Quartiles(double lower, double median, double upper) {
    static Quartiles of(DoubleStream numbers) {
        double[] sorted = numbers.sorted().toArray();
        return new Quartiles(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
    }

    private static double at(double[] sorted, double part) {
        double index = part * (sorted.length - 1);
        int below = (int) index;
        double next = sorted[Math.min(below + 1, sorted.length - 1)];
        return sorted[below] + (index - below) * (next - sorted[below]);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median, lower, upper);
    }
}
