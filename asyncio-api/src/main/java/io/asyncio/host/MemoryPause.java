package io.asyncio.host;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A moment in which others may give memory back, for who has found none. */
public final class MemoryPause {
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private MemoryPause() {}

    /** Does not fail. */
    public static void take() {
        park(NANOS);
    }

    /** Has the JVM link, while there is memory, what is called where there is none. */
    public static void prepare() {
        park(0);
    }

    private static void park(long nanos) {
        try {
            LockSupport.parkNanos(nanos);
        } catch (OutOfMemoryError | LinkageError noMemory) {
            Thread.onSpinWait();
        }
    }
}
