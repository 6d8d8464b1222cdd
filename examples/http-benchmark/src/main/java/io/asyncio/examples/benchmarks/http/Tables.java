package io.asyncio.examples.benchmarks.http;

import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The results in Markdown: what each contender did with each load, and the targets. */
final class Tables {
    private final Results results;
    private final StringBuilder text = new StringBuilder();

    private Tables(Results results) {
        this.results = results;
    }

    static String of(Results results) {
        Tables tables = new Tables(results);
        tables.addLoads();
        tables.addTargets();
        return tables.text.toString();
    }

    private void addLoads() {
        line(
                "endpoint",
                "connections",
                "contender",
                "requests/s",
                "latency, 99 %",
                "server CPU a request",
                "CPU : `WebFlux Mono`",
                "latency : `WebFlux Mono`");
        line("---", "---:", "---", "---:", "---:", "---:", "---:", "---:");
        for (Load load : results.loads()) {
            results.contenders(load).forEach(contender -> add(load, contender));
        }
    }

    private void add(Load load, String contender) {
        line(
                "`/" + load.endpoint() + "`",
                String.valueOf(load.connections()),
                contender,
                number(load, contender, "%,.0f", Slice::requestsPerSecond),
                number(load, contender, "%.0f", Slice::medianMicros)
                        + number(load, contender, ", %.0f µs", Slice::percentile99Micros),
                number(load, contender, "%.1f µs", Slice::cpuMicros),
                ratio(load, contender, Metric.CPU),
                ratio(load, contender, Metric.LATENCY));
    }

    private String number(Load load, String contender, String format, ToDoubleFunction<Slice> value) {
        return String.format(
                Locale.ROOT, format, results.of(load, contender, value).median());
    }

    private String ratio(Load load, String contender, Metric metric) {
        return contender.equals(Contender.REFERENCE)
                ? ""
                : results.ratio(load, contender, Contender.REFERENCE, metric)
                        .map(Quartiles::toString)
                        .orElse("");
    }

    private void addTargets() {
        text.append('\n');
        line("what", "load", "contender", "peer", "target", "measured", "met");
        line("---", "---", "---", "---", "---:", "---:", "---");
        Target.all().forEach(this::add);
    }

    private void add(Target target) {
        Optional<Quartiles> measured = results.ratio(target.load(), target.contender(), target.peer(), target.metric());
        measured.ifPresent(ratio -> line(
                target.metric().toString(),
                "`/" + target.load().endpoint() + "`, " + target.load().connections(),
                target.contender(),
                target.peer(),
                "≤ " + target.limit(),
                ratio.toString(),
                verdict(ratio, target.limit())));
    }

    private static String verdict(Quartiles ratio, double limit) {
        return ratio.median() <= limit ? "yes" : "**no**";
    }

    private void line(String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
