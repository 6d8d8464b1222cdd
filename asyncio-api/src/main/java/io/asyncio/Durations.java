package io.asyncio;

import io.asyncio.host.Host;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns what users write as a time into nanoseconds; what is too long to count becomes {@link #FOREVER}. */
final class Durations {
    static final long FOREVER = Host.NEVER;
    private static final double NANOS_PER_SECOND = 1e9;

    private Durations() {}

    static long ofSeconds(double seconds) {
        if (Double.isNaN(seconds)) {
            throw new IllegalArgumentException("a time in seconds must be a number, got NaN");
        }
        return Math.round(seconds * NANOS_PER_SECOND); // 1.001 is a little less than it seems; saturates
    }

    static long ofMillis(long millis) {
        long nanos = millis * 1_000_000L;
        if (nanos / 1_000_000L == millis) {
            return nanos;
        }
        return millis < 0 ? Long.MIN_VALUE : FOREVER;
    }

    static long of(Duration duration) {
        Objects.requireNonNull(duration, "duration");
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return duration.isNegative() ? Long.MIN_VALUE : FOREVER;
        }
    }

    static long orForever(@Nullable Duration duration) {
        return duration == null ? FOREVER : of(duration);
    }

    static double toSeconds(long nanos) {
        return nanos == FOREVER ? Double.POSITIVE_INFINITY : nanos / NANOS_PER_SECOND;
    }

    /** {@code now + delay} without overflow; a negative delay counts as none. */
    static long deadline(long now, long delay) {
        long deadline = now + Math.max(0, delay);
        return deadline < now ? FOREVER : deadline;
    }
}
