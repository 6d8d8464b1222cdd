package io.asyncio.examples.benchmarks.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the program is asked to do, by arguments of the form {@code name=value}.
 *
 * @param contenders a regular expression of those to measure; the reference is always there
 * @param endpoints which endpoints
 * @param connections how many connections
 * @param slices how often each contender is measured
 * @param slice for how long each time
 * @param warmUp for how long a contender warms up at most, for each endpoint
 * @param results the folder for the results
 */
record Options(
        Pattern contenders,
        List<String> endpoints,
        List<Integer> connections,
        int slices,
        Duration slice,
        Duration warmUp,
        Path results) {
    static Options of(String... arguments) {
        Map<String, String> given = Arrays.stream(arguments)
                .map(argument -> argument.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return new Options(
                Pattern.compile(given.getOrDefault("contenders", "").replace('_', ' ')),
                List.of(given.getOrDefault("endpoints", "now,wait,call").split(",")),
                Arrays.stream(given.getOrDefault("connections", "1,64,256").split(","))
                        .map(Integer::valueOf)
                        .toList(),
                Integer.parseInt(given.getOrDefault("slices", "12")),
                Duration.ofMillis(Integer.parseInt(given.getOrDefault("millis", "1000"))),
                Duration.ofSeconds(Integer.parseInt(given.getOrDefault("warmup", "20"))),
                Path.of(given.getOrDefault("results", "target/results")));
    }

    boolean wants(Contender contender) {
        return contender.name().equals(Contender.REFERENCE)
                || contenders.matcher(contender.name()).find();
    }

    List<Load> loads() {
        return endpoints.stream()
                .flatMap(endpoint -> connections.stream().map(count -> new Load(endpoint, count)))
                .toList();
    }
}
