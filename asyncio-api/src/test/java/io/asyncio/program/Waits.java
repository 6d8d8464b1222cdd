package io.asyncio.program;

import io.asyncio.Future;
import io.asyncio.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which task waits for which, so that none begins to wait in a circle; that would only end by a cancel. */
final class Waits {
    private final Map<String, List<String>> awaited = new HashMap<>();
    private final Map<String, String> owners = new HashMap<>(); // of groups

    synchronized void begin(String waiting, Collection<? extends Future<?>> futures) {
        awaited.computeIfAbsent(waiting, name -> new ArrayList<>()).addAll(namesOf(futures));
    }

    synchronized void end(String waiting, Collection<? extends Future<?>> futures) {
        namesOf(futures).forEach(awaited.get(waiting)::remove);
    }

    synchronized void open(String group, String owner) {
        owners.put(group, owner);
    }

    /** Whoever owns the group will wait for its tasks. */
    synchronized void join(String group, Task<?> member) {
        begin(owners.get(group), List.of(member));
    }

    /** Whether one waits for the other, also through others. */
    synchronized boolean lead(String from, String to) {
        return lead(from, to, new HashSet<>());
    }

    private boolean lead(String from, String to, Set<String> passed) {
        if (from.equals(to)) {
            return true;
        }
        List<String> next = passed.add(from) ? awaited.getOrDefault(from, List.of()) : List.of();
        return next.stream().anyMatch(name -> lead(name, to, passed));
    }

    private static List<String> namesOf(Collection<? extends Future<?>> futures) {
        return futures.stream()
                .filter(future -> future instanceof Task)
                .map(future -> ((Task<?>) future).getName())
                .toList();
    }
}
