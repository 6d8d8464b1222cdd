package io.asyncio;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a callback that was given to a loop, and cancels it. Like Python's {@code asyncio.Handle} and {@code
 * TimerHandle}.
 */
public final class Handle extends Ready {
    static final long NO_DEADLINE = Long.MIN_VALUE;

    private static final VarHandle CALLBACK;

    static {
        try {
            CALLBACK = MethodHandles.lookup().findVarHandle(Handle.class, "callback", Runnable.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Loop loop;
    private final @Nullable CallbackOrigin origin; // in debug mode
    private volatile @Nullable Runnable callback; // null once it ran or was cancelled
    private volatile boolean cancelled;

    /** On the loop's clock; {@link #NO_DEADLINE} for a callback that is not timed. */
    final long deadline;
    /** Breaks ties between equal deadlines; set by the heap. */
    long sequence;
    /** Place in the heap, -1 outside of it; kept by the heap. */
    int heapIndex = -1;

    Handle(Loop loop, Runnable callback, long deadline) {
        this.loop = loop;
        this.origin = loop.getDebug() ? new CallbackOrigin(callback) : null;
        CALLBACK.set(this, callback); // who gets the handle gets this, too, without a fence
        this.deadline = deadline;
    }

    /**
     * Cancels the callback; without effect if it has run already. To be called on the loop.
     *
     * @throws IllegalStateException on another thread while the loop runs
     */
    public void cancel() {
        StackReserve.require();
        loop.core.checkHeld("Handle.cancel()", "loop.callSoonThreadsafe(handle::cancel)");
        remove();
    }

    /** {@link #cancel()} by the loop itself. */
    void remove() {
        loop.core.removeTimer(this);
    }

    /** From any thread. */
    void markCancelled() {
        cancelled = callback != null || cancelled;
        callback = null;
    }

    /** Whether the callback was cancelled before it ran. Any thread may ask. */
    public boolean cancelled() {
        return cancelled;
    }

    /**
     * When the callback is due, in seconds of {@link Loop#time()}; infinity for never.
     *
     * @throws IllegalStateException if the callback is not timed
     */
    public double when() {
        if (deadline == NO_DEADLINE) {
            throw new IllegalStateException(
                    "a callback of callSoon() has no deadline: only callLater() and callAt() set one");
        }
        return Durations.toSeconds(deadline);
    }

    @Override
    void run() {
        Runnable toRun = callback;
        if (toRun == null) {
            return;
        }
        boolean isOwn = toRun instanceof OwnCallback;
        if (!isOwn) {
            spend();
        }
        try {
            toRun.run();
        } catch (Throwable e) {
            if (isOwn && MemoryShortage.isCauseOf(e)) {
                throw e; // not yet spent, it is called again
            }
            loop.callExceptionHandler(new ExceptionContext("Exception in callback " + Excerpt.of(toRun), e, null));
        }
        if (isOwn) {
            spend();
        }
    }

    private void spend() {
        CALLBACK.setRelease(this, null); // a full fence would cost more than a small callback
    }

    /** One of the loop's own; that of a user is told of as failed. */
    @Override
    boolean runsAgain() {
        return callback instanceof OwnCallback;
    }

    @Override
    void abandon() {
        Runnable dropped = callback;
        markCancelled();
        if (dropped instanceof LoopCallback callbackToTell) {
            callbackToTell.loopClosed();
        }
    }

    @Override
    String label() {
        return origin == null ? super.label() : "The callback " + origin;
    }

    /** In debug mode it also says which callback it is, and which line has asked for it. */
    @Override
    public String toString() {
        String state = cancelled ? "cancelled" : callback == null ? "done" : "pending";
        return "Handle[" + state + (deadline == NO_DEADLINE ? "" : ", when=" + when())
                + (origin == null ? "" : ", " + origin) + "]";
    }
}
