package io.asyncio;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import kotlin.internal.LowPriorityInOverloadResolution;
import org.jspecify.annotations.Nullable;

/**
 * A result that will be there later. Code of its loop sets it; tasks await it.
 *
 * <p>Tasks that await it, and done callbacks, run in the order in which they came, behind what is ready already. A task
 * of another loop may await it, too; the result then reaches it through its loop's inbox. {@code done}, {@code
 * cancelled}, {@code result}, {@code exception} and {@code toCompletableFuture} may be called by any thread. The other
 * methods are called on the loop; while it does not run, any thread may call them.
 *
 * <p>Like Python's {@code asyncio.Future}, except that a cancelled one becomes a {@link CancellationException} where it
 * leaves the loop.
 *
 * @param <T> the result
 */
public sealed class Future<T extends @Nullable Object> implements Awaitable<T>
        permits Task, Relay, Shield, WrappedFuture {
    private enum End {
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    private static final VarHandle END;

    static {
        try {
            END = MethodHandles.lookup().findVarHandle(Future.class, "end", End.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Loop loop;
    private @Nullable Object outcome; // the result, the exception, the cancel or its message; written before end
    private volatile @Nullable End end; // null while pending
    private volatile boolean retrieved; // somebody has seen the exception
    private @Nullable WaitQueue listeners;

    Future(Loop loop) {
        this.loop = loop;
    }

    /** The loop whose thread completes this. */
    public final Loop loop() {
        return loop;
    }

    /** Whether there is a result, an exception or a cancel. */
    public final boolean done() {
        return end != null;
    }

    /** Whether it was cancelled. */
    public final boolean cancelled() {
        return end == End.CANCELLED;
    }

    /**
     * The result, without waiting for it. If there is an exception instead, raises it as it is; the place of this call
     * is added to the end of its stack trace.
     *
     * @throws CancelledError if cancelled
     * @throws InvalidStateException if not done
     */
    public final T result() {
        return switch (endOr("Result is not ready")) {
            case SUCCEEDED -> value();
            case FAILED -> throw Traceback.raise(failure(), this);
            case CANCELLED -> throw cancellation();
        };
    }

    /**
     * The exception, or null if there is a result.
     *
     * @throws CancelledError if cancelled
     * @throws InvalidStateException if not done
     */
    public final @Nullable Throwable exception() {
        return switch (endOr("Exception is not set")) {
            case SUCCEEDED -> null;
            case FAILED -> failure();
            case CANCELLED -> throw cancellation();
        };
    }

    private End endOr(String refusal) {
        End reached = end;
        if (reached == null) {
            throw new InvalidStateException(refusal + ": await " + this + " first");
        }
        return reached;
    }

    /**
     * Completes this future with a result.
     *
     * @throws InvalidStateException if already done
     * @throws UnsupportedOperationException on a task, whose body alone decides
     */
    public void setResult(T result) {
        checkMayComplete("setResult");
        finish(End.SUCCEEDED, result);
    }

    /**
     * Completes this future with an exception, which every awaiter gets as it is; a {@link CancelledError} cancels the
     * future.
     *
     * @throws InvalidStateException if already done
     * @throws UnsupportedOperationException on a task, whose body alone decides
     */
    public void setException(Throwable exception) {
        Objects.requireNonNull(exception, "exception");
        checkMayComplete("setException");
        finishFailed(exception);
    }

    /** {@link #cancel(String)} without a message. */
    public final boolean cancel() {
        return cancel(null);
    }

    /**
     * Cancels this future: all tasks that await it get a {@link CancelledError}.
     *
     * @return false if it was done already
     */
    public boolean cancel(@Nullable String message) {
        StackReserve.require();
        return cancelHere(message);
    }

    /** {@link #cancel(String)} in the middle of what must not end there: its caller has asked for the stack. */
    boolean cancelHere(@Nullable String message) {
        loop.core.checkHeld("Future.cancel()", "loop.callSoonThreadsafe(future::cancel)");
        if (done()) {
            return false;
        }
        finishCancelled(message);
        return true;
    }

    /**
     * The result; suspends the current task until it is there. A cancel of the current task is passed on to this
     * future.
     *
     * @throws Exception what it failed with, unwrapped
     * @throws IllegalStateException if a task awaits itself
     */
    @Override
    @LowPriorityInOverloadResolution // in Kotlin the suspend function of kotlin-adapter goes first
    public final T await() throws Exception {
        TaskRun run = TaskRun.current("await()");
        Future<T> awaited = on(run.loop);
        if (awaited.done()) {
            run.consumeShareFor(List.of(awaited));
        } else {
            run.refuseItself(awaited);
            new FutureWait(run, awaited).await();
        }
        return awaited.result();
    }

    /** Has {@code callback} called on the loop once this is done, in a later turn. */
    public final void addDoneCallback(Consumer<? super Future<T>> callback) {
        Objects.requireNonNull(callback, "callback");
        StackReserve.require();
        loop.core.checkHeld("addDoneCallback()", "loop.callSoonThreadsafe(() -> future.addDoneCallback(...))");
        addListener(new DoneCallback<>(this, callback));
    }

    /** Removes all registrations of {@code callback}, and tells how many there were. */
    public final int removeDoneCallback(Consumer<? super Future<T>> callback) {
        loop.core.checkHeld("removeDoneCallback()", "loop.callSoonThreadsafe(() -> future.removeDoneCallback(...))");
        return listeners == null ? 0 : listeners.removeIf(w -> w instanceof DoneCallback<?> c && c.calls(callback));
    }

    /**
     * A view for other threads: it completes as this future does, with a {@link CancellationException} if this is
     * cancelled or the loop closes first. Completing or cancelling the view has no effect on this future; see
     * {@link #toOwningCompletableFuture()} for one that has. Any thread may call.
     *
     * <p>Its {@code get()} and {@code join()}, and those of what derives from it ({@code thenApply}, {@code copy} and
     * so on, but not {@code CompletableFuture.allOf}), would block the loop in a task or callback. There they throw an
     * {@link IllegalStateException} unless it is done: await this future instead.
     */
    public final CompletableFuture<T> toCompletableFuture() {
        return CompletableFutureView.of(this);
    }

    /**
     * {@link #toCompletableFuture()} for an owner: completing or cancelling the result before this future is done
     * cancels this future; so does the result's {@code orTimeout} when the time is over. The result is then done at
     * once, while a task may still clean up; take a view to wait for the end of the clean-up. Cancelling what derives
     * from the result ({@code thenApply} and so on) has no effect on this future. Any thread may call. Like what
     * Python's {@code asyncio.run_coroutine_threadsafe} gives:
     *
     * <pre>{@code
     * CompletableFuture<User> user = loop.createTask(() -> load(id)).toOwningCompletableFuture();
     * }</pre>
     */
    public final CompletableFuture<T> toOwningCompletableFuture() {
        CompletableFuture<T> owner = toCompletableFuture();
        owner.whenComplete((result, failure) -> {
            if (!done()) {
                Blocking.cancel(this);
            }
        });
        return owner;
    }

    /** This, or what stands in for it on another loop until it is done. */
    final Future<T> on(Loop awaiting) {
        return awaiting == loop || done() ? this : new Relay<>(this, awaiting);
    }

    /** Wakes {@code listener} when done; at once if it is. */
    final void addListener(Waiter listener) {
        if (done()) {
            listener.wake();
            return;
        }
        if (listeners == null) {
            listeners = new WaitQueue(this);
        }
        listeners.add(listener);
    }

    /** {@code listener} gives up. */
    final void removeListener(Waiter listener) {
        listener.unlink();
        if (!done() && (listeners == null || listeners.isEmpty())) {
            forgotten();
        }
    }

    /** The last listener has given up. */
    void forgotten() {}

    /** Loads what the end of a future needs. */
    static void prepare(Loop loop) {
        Future<String> future = new Future<>(loop);
        future.addListener(new Waiter() {
            @Override
            void wake() {}
        });
        future.finishSucceeded("");
        Traceback.prepare();
    }

    final void finishSucceeded(T result) {
        finish(End.SUCCEEDED, result);
    }

    final void finishFailed(Throwable exception) {
        if (exception instanceof CancelledError cancelled) {
            finish(End.CANCELLED, cancelled);
        } else {
            finish(End.FAILED, exception);
        }
    }

    final void finishCancelled(@Nullable String message) {
        finish(End.CANCELLED, message);
    }

    /** Copies the outcome of {@code other}, which is done. */
    final void finishAs(Future<? extends T> other) {
        finish(other.endOr("Outcome is not there"), other.outcome);
    }

    /** The exception if it failed or was cancelled, else null; counts as seen. */
    final @Nullable Throwable failureOrNull() {
        End reached = end;
        return reached == End.FAILED ? failure() : reached == End.CANCELLED ? cancellation() : null;
    }

    /** Whether it is done, and has no result. */
    final boolean hasFailed() {
        End reached = end;
        return reached != null && reached != End.SUCCEEDED;
    }

    final boolean isRetrieved() {
        return retrieved;
    }

    private void finish(End how, @Nullable Object withOutcome) {
        WaitQueue toWake = settle(how, withOutcome);
        try {
            if (toWake != null) {
                wakeAll(toWake);
            }
        } finally {
            ended(how == End.FAILED);
        }
    }

    /** Has the outcome now; gives back who is to be woken. */
    private @Nullable WaitQueue settle(End how, @Nullable Object withOutcome) {
        outcome = withOutcome;
        END.setRelease(this, how); // a full fence would cost more than all else here
        WaitQueue toWake = listeners;
        listeners = null;
        return toWake;
    }

    /** For a shield: {@link #finishAs} without waking those who are to be woken, which it gives back. */
    final @Nullable WaitQueue settleAs(Future<? extends T> other) {
        return settle(other.endOr("Outcome is not there"), other.outcome);
    }

    /** In order; who listens to a shield comes in its place. Iterative, so that shields may be nested at any depth. */
    private void wakeAll(WaitQueue toWake) {
        Throwable failure = null;
        for (Waiter next = toWake.poll(); next != null; next = toWake.poll()) {
            try {
                if (next instanceof Shield<?>.Listener shielding) {
                    toWake.addFirst(shielding.settle());
                } else {
                    next.wake();
                }
            } catch (VirtualMachineError | LinkageError noRoom) { // no memory, or no stack
                loop.core.enqueue(next); // later: nobody else would wake it
            } catch (Throwable e) {
                failure = e; // the others are woken all the same
            }
        }
        if (failure != null) {
            throw Sneaky.raise(failure);
        }
    }

    /**
     * What this waits for itself, for who draws a tree of all that wait: of a suspended task the futures that it awaits, else
     * none. Any thread may ask; while the loop runs, the answer may be a step old. Like the entries of Python's
     * {@code capture_call_graph}, seen from the other end.
     */
    public Collection<Future<?>> awaited() {
        return List.of();
    }

    /** Of one that nobody was given. */
    final void forgetListeners() {
        listeners = null;
    }

    /** Called once, after all listeners were woken. */
    void ended(boolean failed) {}

    private void checkMayComplete(String call) {
        StackReserve.require();
        loop.core.checkHeld(call + "()", "loop.callSoonThreadsafe(() -> future." + call + "(...))");
        if (done()) {
            throw new InvalidStateException(this + " is done already: ask done() before " + call + "()");
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // null if T says so
    private T value() {
        return (T) outcome;
    }

    /** Somebody has been given the exception, if there is one: here, and behind all shields. */
    final void markSeen() {
        for (Future<?> seen = this; seen != null; seen = seen.shielded()) {
            seen.retrieved = true;
        }
    }

    /** Who waits for this and for others is given a failure with theirs; until then nobody is told of it. */
    void expectRetrieval() {}

    /** That wait is over: its task takes the failure in this step, or nobody does. */
    void retrievalMissed() {}

    /** What this shields, if anything. */
    @Nullable
    Future<?> shielded() {
        return null;
    }

    /** Another one for each who asks, with what the first one had. */
    private CancelledError cancellation() {
        return outcome instanceof CancelledError first ? first.again(loop) : CancelledError.of((String) outcome, loop);
    }

    private Throwable failure() {
        markSeen();
        return (Throwable) Objects.requireNonNull(outcome);
    }

    /** For toString: {@code pending}, {@code result=1}, {@code exception=...} or {@code cancelled}. */
    final String describe() {
        End reached = end;
        if (reached == null) {
            WaitQueue waiting = listeners; // others may ask while the loop changes it
            return "pending" + (waiting == null ? "" : ", waiters=" + waiting.size());
        }
        return switch (reached) {
            case SUCCEEDED -> "result=" + Excerpt.of(outcome);
            case FAILED -> "exception=" + Excerpt.of(outcome);
            case CANCELLED -> "cancelled";
        };
    }

    /** What it failed with, null if it did not; for who only looks, which is not retrieving it. */
    final @Nullable Throwable failureNotRetrieved() {
        return end == End.FAILED ? (Throwable) outcome : null;
    }

    @Override
    public String toString() {
        return "Future[" + describe() + "]";
    }
}
