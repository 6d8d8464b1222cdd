package io.asyncio.examples.benchmarks.report;

import java.util.Map;
import java.util.stream.Collectors;

/** How a table names a job: by its class and its parameters. */
public final class JobTitle {
    private JobTitle() {}

    public static String of(String job, Map<String, String> parameters) {
        return parameters.isEmpty()
                ? job
                : job
                        + parameters.entrySet().stream()
                                .map(each -> each.getKey() + " = " + each.getValue())
                                .collect(Collectors.joining(", ", " (", ")"));
    }
}
