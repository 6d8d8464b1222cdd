package io.asyncio;

import io.asyncio.fiber.CallSite;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who awaits whom, as a tree of lines: below each task what it awaits. A task that several await is described below the
 * first of them, and only named below the others. Iterative, so that no chain is too deep; what is very deep is counted
 * only, as each level is indented more than the last. Any thread may make one; while the loop runs, some of it may be a
 * step old.
 */
final class CallGraph {
    private static final int MOST_LEVELS = 100;
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

    private final StringBuilder text = new StringBuilder();
    private final Set<Future<?>> described = new HashSet<>();
    private final Set<Future<?>> counted = new HashSet<>(); // below the deepest level
    private final Deque<Level> levels = new ArrayDeque<>();

    private CallGraph() {}

    static String of(Loop loop) {
        CallGraph graph = new CallGraph();
        graph.text.append(loop).append('\n');
        graph.addAll(rootsOf(loop.allTasks()));
        return graph.text.toString();
    }

    static String of(Future<?> root) {
        CallGraph graph = new CallGraph();
        graph.describe(root);
        graph.addAll(root.awaited());
        return graph.text.toString();
    }

    /** Those that nobody awaits, and the oldest of each circle that nobody outside awaits. */
    private static List<Future<?>> rootsOf(List<Task<?>> tasks) {
        Set<Future<?>> awaited = new HashSet<>();
        tasks.forEach(task -> addAwaited(task, awaited));
        List<Future<?>> roots = new ArrayList<>(tasks);
        roots.removeAll(awaited);
        Set<Future<?>> reached = new HashSet<>(roots);
        roots.forEach(root -> addAwaited(root, reached));
        for (Task<?> inCircle : tasks) {
            if (reached.add(inCircle)) {
                roots.add(inCircle);
                addAwaited(inCircle, reached);
            }
        }
        return roots;
    }

    /** All that {@code future} waits for, directly or not; what is there already has been followed. */
    private static void addAwaited(Future<?> future, Set<Future<?>> found) {
        Deque<Future<?>> left = new ArrayDeque<>();
        left.add(future);
        while (!left.isEmpty()) {
            for (Future<?> awaited : left.remove().awaited()) {
                if (found.add(awaited)) {
                    left.add(awaited);
                }
            }
        }
    }

    private void addAll(Collection<? extends Future<?>> futures) {
        levels.push(new Level(futures.iterator(), ""));
        while (!levels.isEmpty()) {
            Level level = levels.element();
            if (level.left.hasNext()) {
                addNext(level);
            } else {
                levels.remove();
            }
        }
    }

    private void addNext(Level level) {
        Future<?> future = level.left.next();
        boolean isLast = !level.left.hasNext();
        text.append(level.indent).append(isLast ? "└── " : "├── ");
        if (describe(future)) {
            Level below = new Level(future.awaited().iterator(), level.indent + (isLast ? "    " : "│   "));
            if (levels.size() < MOST_LEVELS) {
                levels.push(below);
            } else if (below.left.hasNext()) {
                count(future, below.indent);
            }
        }
    }

    /** Whether this was the first time. */
    private boolean describe(Future<?> future) {
        boolean first = described.add(future);
        text.append(lineOf(future)).append(first ? siteOf(future) + "\n" : " (see above)\n");
        return first;
    }

    /** A name of users would otherwise look like more than one entry. */
    private static String lineOf(Future<?> future) {
        return BREAKS.matcher(future.toString()).replaceAll("?");
    }

    private static String siteOf(Future<?> future) {
        String site = future instanceof Task<?> task ? CallSite.of(task.getStack()) : "";
        return site.isEmpty() ? "" : " " + site;
    }

    /** One line for all that is below {@code deepest}; it names the innermost, the reason why all others wait. */
    private void count(Future<?> deepest, String indent) {
        int before = counted.size();
        Future<?> innermost = deepest;
        Deque<Future<?>> left = new ArrayDeque<>();
        left.add(deepest);
        while (!left.isEmpty()) {
            innermost = left.remove();
            for (Future<?> awaited : innermost.awaited()) {
                if (!described.contains(awaited) && counted.add(awaited)) {
                    left.add(awaited);
                }
            }
        }
        int more = counted.size() - before;
        text.append(indent).append("└── ");
        if (more == 0) {
            text.append("(see above)\n");
        } else {
            text.append(more + " more, down to " + lineOf(innermost) + siteOf(innermost))
                    .append('\n');
        }
    }

    /** What is left of one level of the tree. */
    private record Level(Iterator<? extends Future<?>> left, String indent) {}
}
