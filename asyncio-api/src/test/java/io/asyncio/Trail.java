package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Records what happened, in order. */
final class Trail {
    private final List<String> steps = Collections.synchronizedList(new ArrayList<>());

    void add(Object step) {
        steps.add(String.valueOf(step));
    }

    void assertIs(String... expected) {
        assertThat(steps).containsExactly(expected);
    }

    List<String> steps() {
        return List.copyOf(steps);
    }
}
