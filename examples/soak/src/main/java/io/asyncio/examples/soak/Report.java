package io.asyncio.examples.soak;

import java.util.ArrayList;
import java.util.List;

/** What the samples say: the chart, and what is wrong. */
final class Report {
    private final List<String> loads;
    private final List<Sample> samples = new ArrayList<>();

    /** The loads in the order of the chart, by name. */
    Report(List<String> loads) {
        this.loads = List.copyOf(loads);
    }

    /** Throws if a load has stood still since the last sample. */
    void add(Sample sample) {
        if (!samples.isEmpty()) {
            List<String> stalled = sample.stalledSince(samples.get(samples.size() - 1));
            if (!stalled.isEmpty()) {
                throw new IllegalStateException("No round has ended between two samples: " + stalled);
            }
        }
        samples.add(sample);
    }

    /** A line for each quantity, and one for the rounds of each load between two samples. */
    List<String> chart() {
        List<String> lines = new ArrayList<>();
        if (samples.isEmpty()) {
            return lines;
        }
        for (Quantity quantity : Quantity.values()) {
            Series series = seriesOf(quantity);
            lines.add(Chart.line(series, quantity.allowance(series.medianOfFirstThird())));
        }
        if (samples.size() > 1) {
            loads.forEach(load -> lines.add(chartOfRounds(load)));
        }
        return lines;
    }

    /** What has grown; empty if nothing has. */
    List<String> growth() {
        return List.of(Quantity.values()).stream()
                .flatMap(quantity -> Growth.of(quantity, seriesOf(quantity)).stream())
                .toList();
    }

    private Series seriesOf(Quantity quantity) {
        return new Series(
                quantity.label(),
                quantity.scale(),
                samples.stream().map(sample -> sample.valueOf(quantity)).toList());
    }

    private String chartOfRounds(String load) {
        List<Long> done = new ArrayList<>();
        for (int i = 1; i < samples.size(); i++) {
            done.add(samples.get(i).roundsOf(load) - samples.get(i - 1).roundsOf(load));
        }
        Series series = new Series(load, Scale.COUNT, done);
        return Chart.line(series, series.median());
    }
}
