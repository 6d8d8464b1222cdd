package io.asyncio.examples.benchmarks.http;

import java.util.Locale;
import java.util.stream.Collectors;

/** The slices as they were measured, a line for each. */
final class Json {
    private Json() {}

    static String of(Results results) {
        return results.slices().stream().map(Json::of).collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    private static String of(Slice slice) {
        return String.format(
                Locale.ROOT,
                "{\"contender\": \"%s\", \"endpoint\": \"%s\", \"connections\": %d, \"round\": %d, \"requests\": %d,"
                        + " \"nanos\": %d, \"cpuNanos\": %d, \"latencyMedian\": %d, \"latency99\": %d}",
                slice.contender(),
                slice.load().endpoint(),
                slice.load().connections(),
                slice.round(),
                slice.requests(),
                slice.nanos(),
                slice.cpuNanos(),
                slice.median(),
                slice.percentile99());
    }
}
