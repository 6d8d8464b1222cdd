package io.asyncio;

/**
 * A {@link Semaphore} that never has more permits than it began with: one release too many is an error. Like Python's
 * {@code asyncio.BoundedSemaphore}, except that the error is an {@link IllegalStateException}.
 */
public final class BoundedSemaphore extends Semaphore {
    private int inUse;

    /**
     * With {@code permits} free permits, and never more.
     *
     * @throws IllegalArgumentException if negative
     */
    public BoundedSemaphore(int permits) {
        super(permits);
    }

    @Override
    void acquired() {
        inUse++;
    }

    @Override
    void releasing() {
        if (inUse == 0) {
            throw new IllegalStateException(
                    "BoundedSemaphore released too many times: each release() needs an acquire()");
        }
        inUse--;
    }
}
