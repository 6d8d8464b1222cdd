package io.asyncio.examples.benchmarks.report;

import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The middle of some numbers, and what half of them lie between. */
public record Quartiles(double lower, double median, double upper) {
    public static Quartiles ofIndexed(int count, IntToDoubleFunction numbers) {
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
    public boolean isAbove(Quartiles other) {
        return lower > other.upper;
    }

    /** Each number as {@code format} has it. */
    public String toString(String format) {
        return String.format(Locale.ROOT, format + " (" + format + " to " + format + ")", median, lower, upper);
    }

    @Override
    public String toString() {
        return toString("%.2f");
    }
}
