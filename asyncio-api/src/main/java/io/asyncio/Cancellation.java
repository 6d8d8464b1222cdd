package io.asyncio;

import java.util.ArrayDeque;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * One cancel on its way along the chain of awaits, to the innermost tasks that are not done. Iterative, so that no chain
 * is too deep. A task is visited once, though several ways lead to it. A way that comes back to a task which it has
 * passed is a circle, which would never end: the last task of it that belongs on this loop, and can leave its wait, raises
 * the error. A way that leads to another loop goes on there, as a part of the same cancel.
 */
final class Cancellation extends Ready {
    private final @Nullable String message;
    /** The same for all parts of one cancel. */
    private final Object id;

    private @Nullable ArrayDeque<Hop> onward; // null until somebody passes it on
    private @Nullable TaskRun visited; // whose wait gives up
    private @Nullable Hop way; // to that one

    /** A task, what it awaits, and the way on which the cancel has come to the task; null if it began there. */
    private record Hop(TaskRun from, Future<?> to, @Nullable Hop before) {}

    private Cancellation(@Nullable String message, @Nullable Object id) {
        this.message = message;
        this.id = id == null ? this : id;
    }

    /** Cancels a task, or what it waits for; on the loop. */
    static void deliver(TaskRun run, @Nullable String message) {
        Cancellation cancellation = new Cancellation(message, null);
        cancellation.visit(run, null);
        cancellation.goOn(run.loop);
    }

    /** Cancels a task for another one, who waits for it: a way that comes back to that one is a circle. */
    static void deliver(TaskRun waiting, Task<?> awaited, @Nullable String message) {
        StackReserve.require();
        Cancellation cancellation = new Cancellation(message, null);
        cancellation.visited = waiting;
        waiting.lastCancel = cancellation.id;
        cancellation.passTo(awaited);
        cancellation.goOn(waiting.loop);
    }

    /** For a task that is made to give up although nobody asked for it: what it awaited is left alone. */
    static Cancellation ignored() {
        return new Cancellation(null, null);
    }

    /** What the cancelled task will raise. */
    CancelledError error() {
        return visited == null ? new CancelledError(message) : CancelledError.of(message, visited.loop);
    }

    /** Sends the cancel on to something that the cancelled task awaits. */
    void passTo(Future<?> awaited) {
        if (visited == null) {
            return;
        }
        if (onward == null) {
            onward = new ArrayDeque<>();
        }
        onward.add(new Hop(visited, awaited, way));
    }

    /** If there is no memory, or no stack, later: it has begun. */
    private void goOn(Loop loop) {
        try {
            run();
        } catch (VirtualMachineError | LinkageError noRoom) {
            loop.core.enqueue(this);
        }
    }

    @Override
    void run() {
        while (onward != null && !onward.isEmpty()) {
            visit(onward.element());
            onward.remove();
        }
    }

    @Override
    boolean runsAgain() {
        return true;
    }

    /** Whether it was in time. */
    private boolean visit(Hop hop) {
        if (hop.to instanceof Task<?> task) {
            return visit(task.run, hop);
        }
        if (hop.to instanceof Relay<?> relay) {
            return relay.cancel(message, () -> goOnThere(new Hop(hop.from, relay.origin(), hop.before)));
        }
        return hop.to.cancelHere(message);
    }

    /** On the other loop. */
    private boolean goOnThere(Hop hop) {
        Cancellation part = new Cancellation(message, id);
        boolean inTime = part.visit(hop);
        part.goOn(hop.to.loop());
        return inTime;
    }

    private boolean visit(TaskRun run, @Nullable Hop hop) {
        if (run.task.done()) {
            return false;
        }
        if (hop != null && !isFirstVisit(run, hop)) {
            return true;
        }
        visited = run;
        way = hop;
        Waiting waiting = run.waiting();
        boolean givenUp = waiting == null || waiting.giveUp(this); // first: there may be no memory for it
        run.lastCancel = id;
        run.cancelRequests++;
        if (givenUp) {
            run.raiseCancel(message);
        }
        return true;
    }

    /** Opens the circle if this is one. Between two loops, another cancel may have come by since the first visit. */
    private boolean isFirstVisit(TaskRun run, Hop hop) {
        boolean knownHere = run.lastCancel == id;
        if (!knownHere && hop.from.loop == run.loop) {
            return true;
        }
        TaskRun lastOfCircle = lastOfCircle(run, hop);
        if (lastOfCircle != null) {
            lastOfCircle.raiseCancel(message);
        }
        return !knownHere && lastOfCircle == null;
    }

    /** The last one that does not wait on; null if {@code hop} ends a way that does not come from {@code run}. */
    private static @Nullable TaskRun lastOfCircle(TaskRun run, Hop hop) {
        TaskRun last = null;
        for (Hop passed = hop; passed != null; passed = passed.before) {
            if (last == null && passed.from.loop == run.loop && !waitsOn(passed.from)) {
                last = passed.from;
            }
            if (passed.from == run) {
                return last == null ? run : last;
            }
        }
        return null;
    }

    /** Whether it comes from one of {@code awaited}, for which the cancelled task waits on: one on the way raises it. */
    boolean opensCircle(Collection<Task<?>> awaited) {
        TaskRun last = null;
        for (Hop passed = way; passed != null && visited != null; passed = passed.before) {
            if (last == null && passed.from.loop == visited.loop && !waitsOn(passed.from)) {
                last = passed.from;
            }
            if (last != null && awaited.contains(passed.from.task)) {
                last.raiseCancel(message);
                return true;
            }
        }
        return false;
    }

    private static boolean waitsOn(TaskRun run) {
        Waiting waiting = run.waiting();
        return waiting != null && waiting.waitsOn();
    }
}
