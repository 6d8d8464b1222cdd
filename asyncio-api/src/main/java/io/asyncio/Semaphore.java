package io.asyncio;

/**
 * A number of permits shared by tasks of one loop. A released permit goes to the task that has waited longest, and a
 * new {@link #acquire()} cannot take it away. To be used on one loop. Acquiring a free permit does not suspend. Like
 * Python's {@code asyncio.Semaphore}, except that {@code async with} is {@link #hold()}.
 */
public sealed class Semaphore permits BoundedSemaphore {
    private final WaitQueue waiters = new WaitQueue(this);
    private long free; // as there may be more than it began with
    private int granted; // permits of waiters that were woken and have not run yet

    /**
     * With {@code permits} free permits.
     *
     * @throws IllegalArgumentException if negative
     */
    public Semaphore(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("A semaphore's permits must be >= 0, got " + permits);
        }
        free = permits;
    }

    /**
     * Whether {@link #acquire()} would have to wait: for a permit, or behind tasks that have been given one and have
     * not run yet.
     */
    public final boolean locked() {
        return free == 0 || granted > 0;
    }

    /**
     * Takes a permit; suspends the current task until there is one.
     *
     * @throws CancelledError if the task is cancelled meanwhile; no permit is lost
     */
    public final void acquire() {
        TaskRun run = TaskRun.current("Semaphore.acquire()");
        if (!locked()) {
            run.consumeShare();
        }
        if (locked()) {
            waiters.park(run, this::giveBack);
            granted--;
            handOver();
        } else {
            free--;
        }
        acquired();
    }

    /** {@link #acquire()} for {@code try (var held = semaphore.hold())}, which releases at the end of the block. */
    public final Held hold() {
        acquire();
        return new Held(this::release);
    }

    /** Gives a permit back, or adds one. Does not suspend. */
    public final void release() {
        waiters.checkHeld("Semaphore.release()", "loop.callSoonThreadsafe(semaphore::release)");
        releasing();
        free++;
        handOver();
    }

    /** A permit was taken. */
    void acquired() {}

    /** A permit is about to be given back. */
    void releasing() {}

    private void handOver() {
        if (free > 0 && waiters.wakeFirst()) {
            free--;
            granted++;
        }
    }

    private void giveBack() {
        granted--;
        free++;
        handOver();
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[free=" + free + ", waiters=" + waiters.size() + "]";
    }
}
