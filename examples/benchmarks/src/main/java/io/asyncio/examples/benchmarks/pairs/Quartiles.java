package io.asyncio.examples.benchmarks.pairs;

import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The middle of some numbers, and what half of them lie between. */
record Quartiles(double lower, double median, double upper) {
    static Quartiles ofIndexed(int count, IntToDoubleFunction numbers) {
        double[] sorted =
                IntStream.range(0, count).mapToDouble(numbers).sorted().toArray();
        return new Quartiles(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
    }

    private static double at(double[] sorted, double part) {
        double index = part * (sorted.length - 1);
        int below = (int) index;
        double next = sorted[Math.min(below + 1, sorted.length - 1)];
        return sorted[below] + (index - below) * (next - sorted[below]);
    }

    /** Whether more than half lies on one side of the other's. */
    boolean isAbove(Quartiles other) {
        return lower > other.upper;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median, lower, upper);
    }
}
