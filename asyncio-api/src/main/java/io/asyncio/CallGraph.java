package io.asyncio;

import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who awaits whom, as a tree of lines: below each task what it awaits. A task that several await is described below the
 * first of them, and only named below the others. Any thread may make one; while the loop runs, some of it may be a step
 * old.
 */
final class CallGraph {
    private final StringBuilder text = new StringBuilder();
    private final Set<Future<?>> described = new HashSet<>();

    private CallGraph() {}

    static String of(Loop loop) {
        List<Task<?>> tasks = loop.allTasks();
        Set<Future<?>> roots = new LinkedHashSet<>(tasks);
        for (Task<?> task : tasks) {
            reachableFrom(task).forEach(roots::remove);
        }
        CallGraph graph = new CallGraph();
        graph.text.append(loop).append('\n');
        graph.addAll(roots.isEmpty() ? tasks : roots, ""); // no root: they await each other in a circle
        return graph.text.toString();
    }

    static String of(Future<?> root) {
        CallGraph graph = new CallGraph();
        graph.describe(root);
        graph.addAll(root.awaited(), "");
        return graph.text.toString();
    }

    /** What is awaited over futures that are no task, as these belong to no loop's list. */
    private static Set<Future<?>> reachableFrom(Future<?> future) {
        Set<Future<?>> reachable = new LinkedHashSet<>();
        for (Future<?> awaited : future.awaited()) {
            if (reachable.add(awaited) && !(awaited instanceof Task)) {
                reachable.addAll(awaited.awaited());
            }
        }
        return reachable;
    }

    private void addAll(Collection<? extends Future<?>> futures, String indent) {
        for (Iterator<? extends Future<?>> left = futures.iterator(); left.hasNext(); ) {
            Future<?> future = left.next();
            text.append(indent).append(left.hasNext() ? "├── " : "└── ");
            if (describe(future)) {
                addAll(future.awaited(), indent + (left.hasNext() ? "│   " : "    "));
            }
        }
    }

    /** Whether this was the first time. */
    private boolean describe(Future<?> future) {
        boolean first = described.add(future);
        String site = future instanceof Task<?> task && first ? CallSite.of(task.getStack()) : "";
        text.append(future).append(site.isEmpty() ? "" : " " + site).append(first ? "\n" : " (see above)\n");
        return first;
    }
}
