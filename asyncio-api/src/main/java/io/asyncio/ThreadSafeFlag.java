package io.asyncio;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How another thread wakes a task: {@link #set()} may be called from any thread, is remembered until somebody awaits,
 * and counts once however often it is called. One task awaits at a time. Like MicroPython's
 * {@code asyncio.ThreadSafeFlag}, except that waiting is called {@code await}.
 */
public final class ThreadSafeFlag {
    private final AtomicBoolean set = new AtomicBoolean();
    private volatile @Nullable FlagWait waiter;

    /** A flag that is not set. */
    public ThreadSafeFlag() {}

    /** Sets the flag and wakes who awaits it; from any thread. */
    public void set() {
        if (set.compareAndSet(false, true)) {
            FlagWait toWake = waiter; // read after the flag is set, as await() looks at the flag after it is written
            if (toWake != null) {
                toWake.run.loop.core.enqueue(toWake.wake);
            }
        }
    }

    /** Forgets a set; from any thread. */
    public void clear() {
        set.set(false);
    }

    /**
     * Returns once the flag is set, at once if it is, and clears it; suspends the current task meanwhile.
     *
     * @throws IllegalStateException if another task awaits it
     * @throws CancelledError if the task is cancelled meanwhile; a set flag stays set
     */
    public void await() {
        TaskRun run = TaskRun.current("ThreadSafeFlag.await()");
        if (waiter != null) {
            throw new IllegalStateException("Another task awaits this ThreadSafeFlag: use one flag per waiting task");
        }
        FlagWait wait = new FlagWait(run);
        waiter = wait;
        try {
            if (!set.get()) {
                run.park(wait);
            }
            set.set(false);
        } finally {
            waiter = null;
        }
    }

    @Override
    public String toString() {
        return "ThreadSafeFlag[" + (set.get() ? "set" : "unset") + ", waiters=" + (waiter == null ? 0 : 1) + "]";
    }

    /** The task that awaits; woken by way of the loop's queue. */
    private static final class FlagWait implements Waiting {
        private final TaskRun run;
        private final Ready wake;

        FlagWait(TaskRun run) {
            this.run = run;
            this.wake = new Ready() {
                @Override
                void run() {
                    FlagWait.this.run.wake(FlagWait.this);
                }
            };
        }

        @Override
        public boolean giveUp(Cancellation cancellation) {
            return true;
        }
    }
}
