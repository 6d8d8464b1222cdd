package io.asyncio;

/**
 * A number of permits shared by tasks of one loop. First come, first served: a released permit goes to who waits
 * longest, and a new {@link #acquire()} cannot take it away. Belongs on one loop; a free permit costs no switch. Like
 * Python's {@code asyncio.Semaphore}, except that {@code async with} is {@link #hold()}.
 */
public sealed class Semaphore permits BoundedSemaphore {
    private final WaitQueue waiters = new WaitQueue();
    private int free; // zero while anybody waits

    /**
     * With {@code permits} free ones.
     *
     * @throws IllegalArgumentException if negative
     */
    public Semaphore(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("A semaphore's permits must be >= 0, got " + permits);
        }
        free = permits;
    }

    /** Whether {@link #acquire()} would have to wait. */
    public final boolean locked() {
        return free == 0;
    }

    /**
     * Takes a permit; suspends the current task until there is one.
     *
     * @throws CancelledError if the task is cancelled meanwhile; no permit is lost
     */
    public final void acquire() {
        TaskRun run = TaskRun.current("Semaphore.acquire()");
        if (free > 0) {
            free--;
        } else {
            waiters.park(run, this::handOver);
        }
        acquired();
    }

    /** {@link #acquire()} for {@code try (var held = semaphore.hold())}, which releases at the end of the block. */
    public final Held hold() {
        acquire();
        return new Held(this::release);
    }

    /** Gives a permit back, or adds one. */
    public final void release() {
        waiters.checkHeld("Semaphore.release()", "loop.callSoonThreadsafe(semaphore::release)");
        releasing();
        handOver();
    }

    /** A permit was taken. */
    void acquired() {}

    /** A permit is about to be given back. */
    void releasing() {}

    private void handOver() {
        if (!waiters.wakeFirst()) {
            free++;
        }
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[free=" + free + ", waiters=" + waiters.size() + "]";
    }
}
