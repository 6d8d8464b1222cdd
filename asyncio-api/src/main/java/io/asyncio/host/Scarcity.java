package io.asyncio.host;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How a loop's thread bears that there is no memory; a class that could not be loaded for want of it is a LinkageError. */
final class Scarcity {
    private static final long PAUSE_NANOS = 1_000_000;
    private static final long BEARABLE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long WORKED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private Scarcity() {}

    /** Runs {@code work} to its end, again if there is no memory, for two seconds at most: then throws what it has thrown. */
    static void outlast(Runnable work) {
        long began = System.nanoTime(); // to fail
        while (true) {
            long now = System.nanoTime();
            try {
                work.run();
                return;
            } catch (OutOfMemoryError | LinkageError noMemory) {
                if (System.nanoTime() - now > WORKED_NANOS) {
                    began = System.nanoTime();
                }
                if (System.nanoTime() - began > BEARABLE_NANOS) {
                    throw noMemory;
                }
                LockSupport.parkNanos(PAUSE_NANOS); // whoever was to be told has been, or has nobody to tell
            }
        }
    }
}
