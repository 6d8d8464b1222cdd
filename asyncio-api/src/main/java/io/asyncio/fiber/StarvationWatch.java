package io.asyncio.fiber;

import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks, in the loop's thread, whether the virtual thread that was given the baton is run at all.
 *
 * <p>A virtual thread that parks while there is no memory for its stack keeps the platform thread under it: the JDK does
 * not throw, but parks both. With as many of them as there are processors no virtual thread runs any more, and so neither
 * the one that could give memory back. This then gives back a reserve, and has all be unparked: they park again, now
 * with their stacks on the heap. Only if there is no memory for two seconds, it gives up.
 */
final class StarvationWatch {
    static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long BEARABLE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int RESERVE_BYTES = 256 * 1024;

    private final LongSupplier clock;
    private final IntFunction<byte @Nullable []> allocator;
    private byte @Nullable [] reserve;
    private long nextLook;
    private @Nullable Object waiting; // that was not run at the last look
    private long since;
    private boolean helped; // while there was memory
    private boolean givenUp;

    StarvationWatch() {
        this(System::nanoTime, StarvationWatch::bytesOrNull);
    }

    /** With {@code allocator}, which gives null if there is no memory. */
    StarvationWatch(LongSupplier clock, IntFunction<byte @Nullable []> allocator) {
        this.clock = clock;
        this.allocator = allocator;
        this.reserve = allocator.apply(RESERVE_BYTES); // also loads what is needed, while there is memory
        this.nextLook = clock.getAsLong();
        look(null);
    }

    enum Finding {
        /** It runs, or is to be waited for. */
        NONE,
        /** All parked ones are to be unparked. */
        STARVED,
        /** There is no memory, and will be none. */
        HOPELESS
    }

    /** The loop's thread begins to wait. */
    void begin() {
        long now = clock.getAsLong();
        if (reserve == null && now - nextLook > 0) {
            reserve = reserveOrNull();
        }
        nextLook = now + LOOK_NANOS;
        waiting = null;
    }

    /** {@code notRun} has the baton, and has not begun to run; null if it has. */
    Finding look(@Nullable Object notRun) {
        long now = clock.getAsLong();
        if (now - nextLook < 0) {
            return Finding.NONE;
        }
        nextLook = now + LOOK_NANOS;
        if (notRun == null || notRun != waiting) {
            waiting = notRun;
            since = now;
            helped = false;
            return Finding.NONE;
        }
        return helped ? Finding.NONE : findingAfter(now - since);
    }

    private Finding findingAfter(long nanos) {
        if (reserve == null) {
            reserve = reserveOrNull();
        }
        boolean givesBack = reserve != null; // else who unparks would wait in the JDK, for memory, without an end
        boolean scarce = !givesBack || !isMemoryLeft();
        if (scarce && (givenUp || nanos > BEARABLE_NANOS)) {
            givenUp = true;
            return Finding.HOPELESS;
        }
        helped = !scarce;
        reserve = null;
        return givesBack ? Finding.STARVED : Finding.NONE;
    }

    /** Besides the reserve. */
    private boolean isMemoryLeft() {
        return reserveOrNull() != null;
    }

    private byte @Nullable [] reserveOrNull() {
        return allocator.apply(RESERVE_BYTES);
    }

    private static byte @Nullable [] bytesOrNull(int count) {
        try {
            return new byte[count];
        } catch (OutOfMemoryError noMemory) {
            return null;
        }
    }
}
