package io.asyncio;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a loop that are not done, oldest first: what keeps them from being collected. Linked by the tasks
 * themselves. Any thread may call; the lock is held for a few instructions, never while code of users runs.
 */
final class TaskRegistry {
    private @Nullable Task<?> oldest;
    private @Nullable Task<?> newest;
    private long numbers;
    private int size;

    /** Also gives the task its number. */
    synchronized void add(Task<?> task) {
        task.number = ++numbers;
        task.older = newest;
        if (newest == null) {
            oldest = task;
        } else {
            newest.newer = task;
        }
        newest = task;
        size++;
    }

    /** Without effect if it is not in here. */
    synchronized void remove(Task<?> task) {
        if (task.older == null && task != oldest) {
            return;
        }
        if (task.older == null) {
            oldest = task.newer;
        } else {
            task.older.newer = task.newer;
        }
        if (task.newer == null) {
            newest = task.older;
        } else {
            task.newer.older = task.older;
        }
        task.older = null;
        task.newer = null;
        size--;
    }

    /** The next one, the oldest after null. Null after the newest, or after one that is done meanwhile. */
    synchronized @Nullable Task<?> after(@Nullable Task<?> task) {
        return task == null ? oldest : task.newer;
    }

    synchronized int size() {
        return size;
    }

    synchronized List<Task<?>> snapshot() {
        List<Task<?>> tasks = new ArrayList<>(size);
        for (Task<?> task = oldest; task != null; task = task.newer) {
            tasks.add(task);
        }
        return tasks;
    }
}
