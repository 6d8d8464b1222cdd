package io.asyncio.examples.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the JSON that JMH writes. */
final class Results {
    private Results() {}

    static List<Score> read(Path file) throws IOException {
        List<Score> scores = new ArrayList<>();
        for (Object run : (List<?>) Json.parse(Files.readString(file))) {
            scores.add(score((Map<?, ?>) run));
        }
        return scores;
    }

    private static Score score(Map<?, ?> run) {
        String[] names = run.get("benchmark").toString().split("\\.");
        Map<String, String> parameters = new LinkedHashMap<>();
        if (run.get("params") instanceof Map<?, ?> given) {
            given.forEach((key, value) -> parameters.put(key.toString(), value.toString()));
        }
        Map<?, ?> metric = (Map<?, ?>) run.get("primaryMetric");
        return new Score(
                names[names.length - 2],
                parameters,
                contender(names[names.length - 1], parameters.remove("fiber"), parameters.remove("server")),
                metric.get("scoreUnit").toString(),
                run.get("mode").equals("thrpt"),
                samples((List<?>) metric.get("rawData")),
                score(run.get("secondaryMetrics"), "gc.alloc.rate.norm"),
                score(run.get("secondaryMetrics"), "serverCpuNanos") / score(run, "primaryMetric"));
    }

    /** A server is a contender; of ours, each fiber. */
    private static String contender(String method, String fiber, String server) {
        if (server != null) {
            return server.equals("asyncio") ? Score.OURS : server;
        }
        return fiber == null ? method : method + " " + fiber;
    }

    private static double[] samples(List<?> forks) {
        return forks.stream()
                .flatMap(fork -> ((List<?>) fork).stream())
                .mapToDouble(sample -> ((Number) sample).doubleValue())
                .toArray();
    }

    /** NaN if there is none of that name. */
    private static double score(Object metrics, String name) {
        return metrics instanceof Map<?, ?> all
                        && all.get(name) instanceof Map<?, ?> metric
                        && metric.get("score") instanceof Number score
                ? score.doubleValue()
                : Double.NaN;
    }
}
