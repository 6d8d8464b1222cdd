package io.asyncio.host;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A moment in which others may give memory back, for who has found none. */
public final class MemoryPause {
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long BEARABLE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long WORKED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private MemoryPause() {}

    /** Does not fail. */
    public static void take() {
        park(NANOS);
    }

    /** Has the JVM link, while there is memory, what is called where there is none. */
    public static void prepare() {
        park(0);
    }

    /**
     * Runs {@code loop} again where it fails for want of memory, for two seconds at most. A class that could not be loaded for
     * want of memory is a LinkageError, that of a lambda an InternalError.
     */
    static void outlast(Runnable loop) {
        long began = System.nanoTime(); // to fail
        while (true) {
            long now = System.nanoTime();
            try {
                loop.run();
                return;
            } catch (OutOfMemoryError | InternalError | LinkageError noMemory) {
                if (System.nanoTime() - now > WORKED_NANOS) {
                    began = System.nanoTime();
                }
                if (System.nanoTime() - began > BEARABLE_NANOS) {
                    throw noMemory;
                }
                take(); // whoever was to be told has been, or has nobody to tell
            }
        }
    }

    private static void park(long nanos) {
        try {
            LockSupport.parkNanos(nanos);
        } catch (OutOfMemoryError | InternalError | LinkageError noMemory) {
            Thread.onSpinWait();
        }
    }
}
