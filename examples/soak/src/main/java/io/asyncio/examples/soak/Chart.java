package io.asyncio.examples.soak;

import java.util.Locale;
import java.util.stream.Collectors;

/** Draws a series as one line of text: its name, a bar for each value, the first, the median and the last value. */
final class Chart {
    private static final String BARS = "▁▂▃▄▅▆▇█";

    private Chart() {}

    /**
     * The lowest value is the lowest bar. The highest bar is the highest value, or {@code least} more than the lowest if
     * that is higher, so that what changes little looks flat.
     */
    static String line(Series series, long least) {
        return String.format(
                Locale.ROOT,
                "%-22s %s  first %s, median %s, last %s",
                series.name(),
                bars(series, least),
                series.scale().format(series.first()),
                series.scale().format(series.median()),
                series.scale().format(series.last()));
    }

    private static String bars(Series series, long least) {
        long lowest = series.values().stream().mapToLong(value -> value).min().orElseThrow();
        long highest = series.values().stream().mapToLong(value -> value).max().orElseThrow();
        long range = Math.max(1, Math.max(highest - lowest, least));
        return series.values().stream().map(value -> bar(value - lowest, range)).collect(Collectors.joining());
    }

    private static String bar(long height, long range) {
        int step = (int) Math.round(height * (BARS.length() - 1) / (double) range);
        return String.valueOf(BARS.charAt(step));
    }
}
