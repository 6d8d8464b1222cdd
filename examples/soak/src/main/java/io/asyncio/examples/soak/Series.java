package io.asyncio.examples.soak;

import java.util.List;

/** The values of one quantity, oldest first; at least one. */
record Series(String name, Scale scale, List<Long> values) {
    Series {
        values = List.copyOf(values);
    }

    long first() {
        return values.get(0);
    }

    long last() {
        return values.get(values.size() - 1);
    }

    long median() {
        return medianOf(values);
    }

    long medianOfFirstThird() {
        return medianOf(values.subList(0, third()));
    }

    long medianOfLastThird() {
        return medianOf(values.subList(values.size() - third(), values.size()));
    }

    private int third() {
        return Math.max(1, values.size() / 3);
    }

    /** Of an even number, the lower one in the middle. */
    private static long medianOf(List<Long> values) {
        return values.stream()
                .sorted()
                .skip((values.size() - 1) / 2)
                .findFirst()
                .orElseThrow();
    }
}
