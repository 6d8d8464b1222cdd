package io.asyncio;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A task that awaits several futures at once. */
final class Gather<T extends @Nullable Object> implements Waiting {
    private final TaskRun run;
    private final List<Future<? extends T>> children = new ArrayList<>();
    private final boolean stopAtFailure;
    private int unfinished;
    private @Nullable Future<? extends T> firstFailed;
    private @Nullable CancelledError cancelled;
    private @Nullable Future<? extends T> lastCancelled; // by the cancel of this, or as the first failure
    private boolean returned;
    private boolean abandoned; // the children's failures are their own

    private Gather(TaskRun run, Iterable<? extends Awaitable<? extends T>> awaitables, boolean stopAtFailure) {
        this.run = run;
        this.stopAtFailure = stopAtFailure;
        awaitables.forEach(run::refuseItself); // first: nobody would await the tasks that are made of the others
        for (Awaitable<? extends T> awaitable : awaitables) {
            children.add(run.loop.futureOf(awaitable).on(run.loop));
        }
    }

    /** The results in the order of {@code awaitables}; raises the first failure. */
    static <T extends @Nullable Object> List<T> results(Iterable<? extends Awaitable<? extends T>> awaitables) {
        Gather<T> gather = new Gather<>(TaskRun.current("gather()"), awaitables, true);
        gather.await();
        List<T> results = new ArrayList<>(gather.children.size());
        gather.children.forEach(child -> results.add(child.result()));
        return results;
    }

    /** How each of {@code awaitables} ended. */
    static <T extends @Nullable Object> List<Outcome<T>> outcomes(
            Iterable<? extends Awaitable<? extends T>> awaitables) {
        Gather<T> gather = new Gather<>(TaskRun.current("gatherReturnExceptions()"), awaitables, false);
        gather.await();
        List<Outcome<T>> outcomes = new ArrayList<>(gather.children.size());
        for (Future<? extends T> child : gather.children) {
            Throwable failure = child.failureOrNull();
            outcomes.add(failure == null ? new Outcome.Success<>(child.result()) : new Outcome.Failure<>(failure));
        }
        return outcomes;
    }

    private void await() {
        unfinished = children.size();
        for (Future<? extends T> child : children) {
            child.addListener(new ChildListener(child)); // a child that is done calls back at once
        }
        suspend();
        returned = true;
        if (cancelled != null) {
            throw error(cancelled);
        }
        if (firstFailed != null && stopAtFailure) {
            markLaterFailures();
            firstFailed.result();
        }
    }

    private void suspend() {
        try {
            if (isOver()) { // also by a failure that was there
                run.consumeShareFor(children);
            } else {
                run.park(this);
            }
        } catch (CancelledError e) { // after the last outcome that matters, or because one will never come
            cancelled = e;
        } catch (Throwable cannotSuspend) {
            abandoned = true;
            throw cannotSuspend;
        }
    }

    private boolean isOver() {
        return unfinished == 0 || (stopAtFailure && firstFailed != null && cancelled == null);
    }

    /** Only the first failure is raised: the others, known here, count as seen. */
    private void markLaterFailures() {
        children.stream().filter(Future::done).forEach(Future::failureOrNull);
    }

    /** The one that a child has raised, if the cancel has reached any; keeps what the others threw. */
    private CancelledError error(CancelledError own) {
        Throwable raised = lastCancelled == null ? null : lastCancelled.failureOrNull();
        CancelledError error = raised instanceof CancelledError cancel ? cancel : own;
        Set<Future<? extends T>> others = new LinkedHashSet<>(children);
        others.remove(lastCancelled);
        others.forEach(child -> CancelledError.suppress(error, child));
        return error;
    }

    /** Passes the cancel to all children that are not done, and waits for them. */
    @Override
    public boolean giveUp(Cancellation cancellation) {
        CancelledError error = cancellation.error();
        children.stream().filter(child -> !child.done()).forEach(cancellation::passTo);
        cancelled = error;
        return false;
    }

    @Override
    public String toString() {
        return "all of " + children.size() + " futures";
    }

    @Override
    public Collection<Future<?>> awaited() {
        return List.copyOf(children);
    }

    private final class ChildListener extends Waiter {
        private final Future<? extends T> child;

        ChildListener(Future<? extends T> child) {
            this.child = child;
        }

        @Override
        void wake() {
            if (abandoned) {
                return;
            }
            unfinished--;
            if (returned || cancelled != null || !stopAtFailure) {
                child.markSeen(); // it is told with the others, or comes after the first
            }
            if (returned) {
                return;
            }
            if (child.cancelled() && (stopAtFailure || cancelled != null)) {
                lastCancelled = child;
            }
            if (firstFailed == null && child.hasFailed()) {
                firstFailed = child;
            }
            if (isOver()) {
                run.wake(Gather.this);
            }
        }
    }
}
