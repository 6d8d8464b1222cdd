package io.asyncio;

import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets tasks wait, under a {@link Lock}, for a state that other tasks change under the same lock. The task that has
 * waited longest is signalled first; a signal to a task that is cancelled goes to the next one. To be used on one loop.
 * Like Python's {@code asyncio.Condition}, except that {@code wait} and {@code notify}, which belong to every Java
 * object, are {@link #await()} and {@link #signal()} as in {@code java.util.concurrent}.
 */
public final class Condition {
    private final Lock lock;
    private final WaitQueue waiters = new WaitQueue(this);

    /** With a lock of its own. */
    public Condition() {
        this(new Lock());
    }

    /** With a lock that others may share. */
    public Condition(Lock lock) {
        this.lock = Objects.requireNonNull(lock, "lock");
    }

    /** {@link Lock#locked()} of its lock. */
    public boolean locked() {
        return lock.locked();
    }

    /** {@link Lock#acquire()} of its lock. */
    public void acquire() {
        lock.acquire();
    }

    /** {@link Lock#release()} of its lock. */
    public void release() {
        lock.release();
    }

    /** {@link Lock#hold()} of its lock. */
    public Held hold() {
        return lock.hold();
    }

    /**
     * Releases the lock, suspends the current task until it is signalled, and takes the lock again.
     *
     * @throws CancelledError if the task is cancelled meanwhile, with the message of the last cancel; the lock is held
     *     in this case, too
     * @throws IllegalStateException if the lock is not held
     */
    public void await() {
        TaskRun run = TaskRun.current("Condition.await()");
        requireLocked("await()");
        lock.release();
        CancelledError cancelled = null;
        try {
            waiters.park(run, waiters::wakeFirst);
        } catch (CancelledError e) {
            cancelled = e;
        } catch (Throwable cannotSuspend) {
            takeLockAgain(run); // its caller will release it
            throw cannotSuspend;
        }
        CancelledError whileLocking = takeLockAgain(run);
        if (whileLocking != null && cancelled == null) {
            waiters.wakeFirst(); // the signal was for somebody who can use it
        }
        CancelledError last = whileLocking == null ? cancelled : whileLocking;
        if (last != null) {
            throw last;
        }
    }

    /** However often the task is cancelled meanwhile; returns the last of these cancels. */
    private @Nullable CancelledError takeLockAgain(TaskRun run) {
        CancelledError cancelled = null;
        while (true) {
            try {
                lock.take(run);
                return cancelled;
            } catch (CancelledError e) {
                if (run.loop.core.isClosing()) {
                    throw e;
                }
                cancelled = e;
            }
        }
    }

    /** {@link #await()} until {@code predicate}, which is called under the lock, is true; returns at once if it is. */
    public void awaitFor(BooleanSupplier predicate) {
        requireLocked("awaitFor()");
        while (!predicate.getAsBoolean()) {
            await();
        }
    }

    /** Wakes the task that has waited longest; it goes on once it has the lock. Does not suspend. */
    public void signal() {
        signal(1);
    }

    /**
     * Wakes the {@code count} tasks that have waited longest. Does not suspend.
     *
     * @throws IllegalStateException if the lock is not held
     */
    public void signal(int count) {
        requireLocked("signal()");
        waiters.checkHeld("Condition.signal()", "loop.callSoonThreadsafe(condition::signal)");
        for (int i = 0; i < count && waiters.wakeFirst(); i++) {}
    }

    /** Wakes all tasks that wait now. Does not suspend. */
    public void signalAll() {
        signal(waiters.size());
    }

    private void requireLocked(String call) {
        if (!lock.locked()) {
            throw new IllegalStateException(
                    "Cannot call Condition." + call + " on an un-acquired lock: call it inside hold()");
        }
    }

    @Override
    public String toString() {
        return "Condition[" + (locked() ? "locked" : "unlocked") + ", waiters=" + waiters.size() + "]";
    }
}
