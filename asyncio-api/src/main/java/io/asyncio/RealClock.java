package io.asyncio;

/** Monotonic time since this class was loaded, hence never negative. */
final class RealClock {
    private static final long ORIGIN = System.nanoTime();

    private RealClock() {}

    static long nanoTime() {
        return System.nanoTime() - ORIGIN;
    }
}
