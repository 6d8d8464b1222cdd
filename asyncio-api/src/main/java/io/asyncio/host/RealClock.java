package io.asyncio.host;

/** Monotonic time since this class was loaded, hence never negative. */
final class RealClock {
    private static final long ORIGIN = System.nanoTime();

    /** Wall time at the origin. */
    static final long EPOCH_NANOS = System.currentTimeMillis() * 1_000_000;

    private RealClock() {}

    static long nanoTime() {
        return System.nanoTime() - ORIGIN;
    }
}
