package io.asyncio.seeing;

import io.asyncio.Future;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.fiber.CallSite;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The tasks of one loop, one a line. Like {@code python -m asyncio ps}. */
final class TaskTable {
    private static final List<String> TITLES = List.of("TASK", "STATE", "AWAITED BY", "WHERE");
    private static final int WIDEST = 40; // but for the last column
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    private TaskTable(List<Task<?>> tasks) {
        rows.add(TITLES);
        Map<Task<?>, String> awaiters = awaitersOf(tasks);
        for (Task<?> task : tasks) {
            rows.add(List.of(
                    cell(task.getName()),
                    task.state().name().toLowerCase(Locale.ROOT),
                    cell(awaiters.getOrDefault(task, "-")),
                    CallSite.of(task.getStack())));
        }
    }

    static String of(Loop loop) {
        return loop + "\n" + new TaskTable(loop.allTasks());
    }

    /** The first task that awaits each, directly or behind other futures. */
    private static Map<Task<?>, String> awaitersOf(List<Task<?>> tasks) {
        Map<Task<?>, String> awaiters = new HashMap<>();
        for (Task<?> task : tasks) {
            Set<Future<?>> found = new HashSet<>();
            Deque<Future<?>> left = new ArrayDeque<>(task.awaited());
            while (!left.isEmpty()) {
                Future<?> future = left.remove();
                if (future instanceof Task<?> awaited) {
                    awaiters.putIfAbsent(awaited, task.getName());
                } else if (found.add(future)) {
                    left.addAll(future.awaited());
                }
            }
        }
        return awaiters;
    }

    /** A name of users on one line. */
    private static String cell(String name) {
        String line = name.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "?");
        return line.length() <= WIDEST ? line : line.substring(0, WIDEST - 3) + "...";
    }

    @Override
    public String toString() {
        int[] widths = new int[TITLES.size() - 1];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                text.append(row.get(i))
                        .append(" ".repeat(widths[i] - row.get(i).length()))
                        .append(GAP);
            }
            text.append(row.get(widths.length)).append('\n');
        }
        return text.toString();
    }
}
