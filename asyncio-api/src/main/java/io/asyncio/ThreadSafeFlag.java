package io.asyncio;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lets another thread wake a task. Any thread may call {@link #set()}. The flag stays set until a task awaits it;
 * several calls before that count as one. One task awaits at a time. Like MicroPython's {@code asyncio.ThreadSafeFlag},
 * except that waiting is called {@code await}.
 */
public final class ThreadSafeFlag {
    private final AtomicBoolean set = new AtomicBoolean();
    private final AtomicReference<@Nullable FlagWait> waiter = new AtomicReference<>();

    /** A flag that is not set. */
    public ThreadSafeFlag() {}

    /** Sets the flag, and wakes the task that awaits it. Any thread may call. Does not suspend. */
    public void set() {
        StackReserve.require();
        if (set.compareAndSet(false, true)) {
            FlagWait toWake = waiter.get(); // read after the flag is set, as await() reads the flag after it is written
            if (toWake != null) {
                toWake.task.loop.core.enqueue(toWake);
            }
        }
    }

    /** Forgets a {@link #set()} that has not ended an {@link #await()} yet. Any thread may call. */
    public void clear() {
        set.set(false);
    }

    /**
     * Suspends the current task until the flag is set, and clears it; returns at once if it is set.
     *
     * @throws IllegalStateException if another task awaits it
     * @throws CancelledError if the task is cancelled meanwhile; a set flag stays set
     */
    public void await() {
        TaskRun run = TaskRun.current("ThreadSafeFlag.await()");
        if (set.get()) {
            run.consumeShare();
        }
        FlagWait wait = new FlagWait(run);
        do {
            takePlace(wait);
            try {
                if (!set.get()) {
                    wait.task.park(wait);
                }
            } finally {
                waiter.compareAndSet(wait, null); // a cancelled task may have been replaced
            }
        } while (!set.compareAndSet(true, false)); // cleared since
    }

    private void takePlace(FlagWait wait) {
        FlagWait other = waiter.get();
        boolean free = other == null || other.isCancelled(wait.task.loop);
        if (!free || !waiter.compareAndSet(other, wait)) {
            throw new IllegalStateException("Another task awaits this ThreadSafeFlag: use one flag per waiting task");
        }
    }

    @Override
    public String toString() {
        return "ThreadSafeFlag[" + (set.get() ? "set" : "unset") + ", waiters=" + (waiter.get() == null ? 0 : 1) + "]";
    }

    /** A task that awaits, and what wakes it, by way of the loop's queue. */
    private final class FlagWait extends Ready implements Waiting {
        private final TaskRun task;

        FlagWait(TaskRun task) {
            this.task = task;
        }

        @Override
        void run() {
            if (set.get()) {
                task.wake(this);
            }
        }

        @Override
        public Object on() {
            return ThreadSafeFlag.this;
        }

        @Override
        public boolean giveUp(Cancellation cancellation) {
            return true;
        }

        /** Whether it waits no more, and has not run since; only its own loop knows. */
        boolean isCancelled(Loop asking) {
            return asking == task.loop && task.isCancelPending();
        }
    }
}
