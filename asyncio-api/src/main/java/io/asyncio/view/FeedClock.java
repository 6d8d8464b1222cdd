package io.asyncio.view;

/** Turns the JVM's nanoseconds into milliseconds since the feed was made, counted from 1. */
final class FeedClock {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long origin = System.nanoTime() - NANOS_PER_MILLI;

    long millis(long nanoTime) {
        return Math.max(1, (nanoTime - origin) / NANOS_PER_MILLI);
    }
}
