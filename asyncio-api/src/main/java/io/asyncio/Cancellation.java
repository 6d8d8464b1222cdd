package io.asyncio;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One cancel on its way along the chain of awaits, to the innermost tasks that are not done. Iterative, so that no
 * chain is too deep; each task is visited once, so that tasks which await each other in a circle end it.
 */
final class Cancellation {
    private final @Nullable String message;
    private @Nullable ArrayDeque<Future<?>> onward; // null until somebody passes it on
    private boolean delivered;
    private @Nullable TaskRun lastVisited;

    private Cancellation(@Nullable String message) {
        this.message = message;
    }

    /** Cancels a task, or what it waits for; on the loop. */
    static void deliver(TaskRun run, @Nullable String message) {
        Cancellation cancellation = new Cancellation(message);
        cancellation.visit(run);
        for (Future<?> next = cancellation.next(); next != null; next = cancellation.next()) {
            cancellation.visit(next);
        }
        if (!cancellation.delivered && cancellation.lastVisited != null) {
            cancellation.lastVisited.raiseCancel(message); // the tasks await each other in a circle: open it here
        }
    }

    /** For a task that is made to give up although nobody asked for it: what it awaited is left alone. */
    static Cancellation ignored() {
        return new Cancellation(null);
    }

    /** What the cancelled task will raise. */
    CancelledError error() {
        return new CancelledError(message);
    }

    /** Sends the cancel on to something that a cancelled task awaits. */
    void passTo(Future<?> awaited) {
        if (onward == null) {
            onward = new ArrayDeque<>();
        }
        onward.add(awaited);
    }

    private @Nullable Future<?> next() {
        return onward == null ? null : onward.poll();
    }

    private void visit(Future<?> future) {
        if (future instanceof Task<?> task) {
            visit(task.run);
        } else {
            delivered |= future.cancel(message);
        }
    }

    private void visit(TaskRun run) {
        if (run.task.done() || run.lastCancellation == this) {
            return;
        }
        run.lastCancellation = this;
        lastVisited = run;
        run.cancelRequests++;
        Waiting waiting = run.waiting();
        if (waiting == null || waiting.giveUp(this)) {
            run.raiseCancel(message);
            delivered = true;
        }
    }
}
