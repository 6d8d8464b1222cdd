package io.asyncio.examples.benchmarks;

import io.asyncio.examples.benchmarks.idle.IdleConnections;
import io.asyncio.examples.benchmarks.pairs.PairTable;
import io.asyncio.examples.benchmarks.pairs.Pairs;
import io.asyncio.examples.benchmarks.pairs.Slower;
import io.asyncio.examples.benchmarks.report.Report;
import io.asyncio.examples.benchmarks.start.StartUp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks that a regular expression names, with JMH's options, and reports on them in {@code target/results}.
 * {@code Memory}, {@code IdleConnections}, {@code Report}, {@code Pairs}, {@code PairTable}, {@code Slower} and {@code StartUp}
 * are programs of their own.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/benchmarks -am -Dbenchmark=Switch -Darguments="-prof gc"}
 */
public final class Benchmarks {
    static final Path RESULTS = Path.of("target", "results");

    private Benchmarks() {}

    public static void main(String... arguments) throws Exception {
        String[] others = Arrays.copyOfRange(arguments, Math.min(1, arguments.length), arguments.length);
        switch (arguments.length == 0 ? ".*" : arguments[0]) {
            case "Memory" -> MemoryPerTask.main(others);
            case "Report" -> Report.main(others);
            case "Pairs" -> Pairs.main(others);
            case "PairTable" -> PairTable.main(others);
            case "StartUp" -> StartUp.main(others);
            case "Slower" -> Slower.main(others);
            case "IdleConnections" -> IdleConnections.main(others);
            default -> measure(arguments);
        }
    }

    private static void measure(String... arguments) throws IOException, CommandLineOptionException, RunnerException {
        CommandLineOptions given = new CommandLineOptions(arguments);
        Path file = resultsOf(String.join("-", given.getIncludes()));
        Files.createDirectories(RESULTS);
        Options options = new OptionsBuilder()
                .parent(given)
                .resultFormat(ResultFormatType.JSON)
                .result(file.toString())
                .build();
        new Runner(options).run();
        Report.write(RESULTS, nameOf(file), List.of(file));
    }

    private static Path resultsOf(String benchmarks) {
        String name = benchmarks.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
        return RESULTS.resolve((name.isEmpty() ? "All" : name) + ".json");
    }

    static String nameOf(Path file) {
        return file.getFileName().toString().replaceFirst("\\.json$", "");
    }
}
