package io.asyncio;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The tasks of a loop that are not done, oldest first: what keeps them from being collected. Any thread may call; the
 * lock is held for a few instructions, never while code of users runs.
 */
final class TaskRegistry {
    private final Set<Task<?>> unfinished = new LinkedHashSet<>();
    private long numbers;

    synchronized long nextNumber() {
        return ++numbers;
    }

    synchronized void add(Task<?> task) {
        unfinished.add(task);
    }

    synchronized void remove(Task<?> task) {
        unfinished.remove(task);
    }

    synchronized List<Task<?>> snapshot() {
        return new ArrayList<>(unfinished);
    }
}
