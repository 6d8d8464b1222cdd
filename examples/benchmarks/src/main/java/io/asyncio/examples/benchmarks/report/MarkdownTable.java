package io.asyncio.examples.benchmarks.report;

import java.util.List;
import java.util.Optional;

/** A table of all jobs: a line for each contender, with the ratio of ours to it. */
final class MarkdownTable {
    private final StringBuilder text = new StringBuilder();

    static String of(List<Job> jobs) {
        MarkdownTable table = new MarkdownTable();
        table.line(
                "benchmark",
                "contender",
                "median",
                "least to most",
                "unit",
                "B/op",
                "server CPU",
                "ours : it",
                "target",
                "met");
        table.line("---", "---", "---:", "---", "---", "---:", "---:", "---:", "---", "---");
        jobs.forEach(table::add);
        return table.text.toString();
    }

    private void add(Job job) {
        String title = job.title();
        for (Score score : job.scores()) {
            Optional<Target> target = job.ours().isEmpty() ? Optional.empty() : Targets.of(score);
            line(
                    title,
                    score.contender(),
                    Score.number(score.median()),
                    Score.number(score.least()) + " to " + Score.number(score.most()),
                    score.unit(),
                    optional(score.allocated(), ""),
                    optional(score.serverCpu(), " ns"),
                    ratio(job, score),
                    target.map(Target::toString).orElse(""),
                    target.map(it -> isMet(it, job, score) ? "yes" : "**no**").orElse(""));
            title = ""; // once for the job
        }
    }

    private static String optional(double value, String unit) {
        return Double.isNaN(value) ? "" : Score.number(value) + unit;
    }

    private static String ratio(Job job, Score score) {
        return job.ours()
                .filter(ours -> !ours.equals(score))
                .map(ours -> Score.number(ours.median() / score.median()))
                .orElse("");
    }

    private static boolean isMet(Target target, Job job, Score score) {
        return target.isMet(score.median(), job.ours().orElseThrow().median());
    }

    private void line(String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
