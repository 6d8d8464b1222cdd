package io.asyncio.examples.soak;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was measured at one time.
 *
 * @param rounds how many rounds each load had done
 */
record Sample(Map<Quantity, Long> values, Map<String, Long> rounds) {
    Sample {
        values = Map.copyOf(values);
        rounds = Map.copyOf(rounds);
    }

    long valueOf(Quantity quantity) {
        return values.getOrDefault(quantity, 0L);
    }

    long roundsOf(String load) {
        return rounds.getOrDefault(load, 0L);
    }

    /** The loads that have done no round since {@code before}, by name. */
    List<String> stalledSince(Sample before) {
        return rounds.keySet().stream()
                .filter(load -> roundsOf(load) <= before.roundsOf(load))
                .sorted()
                .toList();
    }

    /** For a log, in one line. */
    String summary() {
        String measured = List.of(Quantity.values()).stream()
                .map(quantity -> quantity.label() + " " + quantity.scale().format(valueOf(quantity)))
                .collect(Collectors.joining(", "));
        long sum = rounds.values().stream().mapToLong(count -> count).sum();
        return measured + ", rounds " + Scale.COUNT.format(sum);
    }
}
