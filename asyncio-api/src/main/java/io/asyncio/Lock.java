package io.asyncio;

/**
 * Mutual exclusion between tasks of one loop, needed only around code that suspends. The tasks that wait get it in the
 * order in which they came, and a new one cannot overtake them: between a release and the next owner's run {@link
 * #locked()} is false, yet a new {@link #acquire()} queues behind that owner. It is not reentrant, and its owner is not
 * checked. To be used on one loop. Acquiring a free lock does not suspend. Like Python's {@code asyncio.Lock}, except
 * that {@code async with} is {@link #hold()}.
 */
public final class Lock {
    private final WaitQueue waiters = new WaitQueue(this);
    private boolean locked;
    private boolean granted; // to a waiter that was woken and has not run yet

    /** A lock that nobody holds. */
    public Lock() {}

    /** Whether a task holds the lock. */
    public boolean locked() {
        return locked;
    }

    /**
     * Takes the lock; suspends the current task until its turn comes.
     *
     * @throws CancelledError if the task is cancelled meanwhile; the lock goes to the next task
     */
    public void acquire() {
        take(TaskRun.current("Lock.acquire()"));
    }

    /** For a task that has asked for room on its stack. */
    void take(TaskRun run) {
        if (!locked && !granted) {
            run.consumeShare();
        }
        if (locked || granted) {
            waiters.park(run, this::grantNext);
            granted = false;
        }
        locked = true;
    }

    /** {@link #acquire()} for {@code try (var held = lock.hold())}, which releases at the end of the block. */
    public Held hold() {
        acquire();
        return new Held(this::release);
    }

    /**
     * Gives the lock to the task that has waited longest. Does not suspend.
     *
     * @throws IllegalStateException if nobody holds it
     */
    public void release() {
        waiters.checkHeld("Lock.release()", "loop.callSoonThreadsafe(lock::release)");
        if (!locked) {
            throw new IllegalStateException("Lock is not acquired: call acquire() before release(), or use hold()");
        }
        locked = false;
        grantNext();
    }

    private void grantNext() {
        granted = waiters.wakeFirst();
    }

    @Override
    public String toString() {
        return "Lock[" + (locked ? "locked" : "unlocked") + ", waiters=" + waiters.size() + "]";
    }
}
