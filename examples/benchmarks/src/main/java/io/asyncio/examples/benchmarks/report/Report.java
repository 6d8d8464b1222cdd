package io.asyncio.examples.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns results into a Markdown table with ratios, a bar chart, and curves where the cost's growth was measured.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/benchmarks -am -Dbenchmark=Report -Darguments="results All
 * target/results/Switch.json target/results/Echo.json"}
 */
public final class Report {
    private Report() {}

    /** The arguments are where to write to, under which name, and the results. */
    public static void main(String... arguments) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 2; i < arguments.length; i++) {
            files.add(Path.of(arguments[i]));
        }
        write(Path.of(arguments[0]), arguments[1], files);
    }

    public static void write(Path directory, String name, List<Path> files) throws IOException {
        List<Score> scores = new ArrayList<>();
        for (Path file : files) {
            scores.addAll(Results.read(file));
        }
        if (scores.isEmpty()) {
            System.out.println("No results: all benchmarks failed, or none has that name.");
            return;
        }
        Files.createDirectories(directory);
        List<Job> jobs = Job.of(scores);
        String table = MarkdownTable.of(jobs);
        System.out.println(table);
        Files.writeString(directory.resolve(name + ".md"), table);
        Files.writeString(directory.resolve(name + ".svg"), BarChart.of(jobs));
        List<Score> growing = GrowthChart.growing(scores);
        if (!growing.isEmpty()) {
            Files.writeString(directory.resolve(name + "-growth.svg"), GrowthChart.of(growing));
        }
        System.out.println("Written to " + directory.toAbsolutePath());
    }
}
