package io.asyncio;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A task that awaits a future for a limited time. It always waits until that future has ended. */
final class TimeLimit<T extends @Nullable Object> extends Waiter implements Waiting {
    private final TaskRun run;
    private final Future<T> inner;
    private final long nanos;
    private boolean timedOut;
    private @Nullable CancelledError cancelled;

    private TimeLimit(TaskRun run, Future<T> inner, long nanos) {
        this.run = run;
        this.inner = inner;
        this.nanos = nanos;
    }

    static <T extends @Nullable Object> T await(Awaitable<T> awaitable, long nanos) throws TimeoutException {
        TaskRun run = TaskRun.current("waitFor()");
        Future<T> inner = run.loop.futureOf(awaitable).on(run.loop);
        if (inner.done()) {
            run.consumeShareFor(List.of(inner));
            return inner.result();
        }
        run.refuseItself(inner);
        return new TimeLimit<>(run, inner, nanos).await();
    }

    private T await() throws TimeoutException {
        inner.addListener(this);
        if (nanos <= 0) {
            timeOut();
        }
        suspend();
        return outcome();
    }

    private void suspend() {
        Handle timer = nanos <= 0 ? null : run.loop.addTimerUnlessForever(nanos, this::timeOut);
        try {
            if (inner.done()) { // at once, as it was cancelled
                run.consumeShare();
            } else {
                run.park(this);
            }
        } catch (CancelledError e) { // after the inner has ended, or because it never will
            cancelled = e;
        } finally {
            inner.removeListener(this);
            if (timer != null) {
                timer.remove();
            }
        }
    }

    private void timeOut() {
        if (!inner.done()) {
            inner.cancelHere(null); // first: there may be no memory for it
            timedOut = true;
        }
    }

    private T outcome() throws TimeoutException {
        if (cancelled != null && (timedOut || !inner.cancelled())) {
            throw withSuppressed(cancelled);
        }
        if (timedOut) {
            String limit = Durations.toSeconds(Math.max(0, nanos)) + " s";
            throw withSuppressed(new TimeoutException("Timed out after " + limit + " waiting for " + inner));
        }
        return inner.result();
    }

    /** Keeps what the inner threw while it was made to end. */
    private <X extends Throwable> X withSuppressed(X error) {
        CancelledError.suppress(error, inner);
        return error;
    }

    @Override
    void wake() {
        run.wake(this);
    }

    @Override
    public boolean giveUp(Cancellation cancellation) {
        CancelledError error = cancellation.error();
        cancellation.passTo(inner);
        cancelled = error;
        return false;
    }

    @Override
    public Object on() {
        return inner;
    }

    @Override
    public Collection<Future<?>> awaited() {
        return List.of(inner);
    }
}
