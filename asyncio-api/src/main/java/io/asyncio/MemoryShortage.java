package io.asyncio;

import io.asyncio.host.MemoryPause;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * How long a loop bears that there is no memory for what it has to do. It then ends: each attempt costs the JVM a full
 * collection, so that a loop which went on trying would do nothing else. By time, and not by attempts, as a collection
 * takes as long as the heap is large. One of these is touched by who holds the loop.
 */
final class MemoryShortage {
    private static final long BEARABLE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private boolean lasts;
    private long began;

    /** There was memory. */
    void end() {
        lasts = false;
    }

    /** There was none: whether to try again, now that a moment has passed. */
    boolean isBearable() {
        long now = System.nanoTime();
        if (!lasts) {
            lasts = true;
            began = now;
        }
        if (now - began > BEARABLE_NANOS) {
            return false;
        }
        MemoryPause.take();
        return true;
    }

    /**
     * Whether there was no memory, be it for a class, which is then never loaded, or for a lambda's, which is an InternalError.
     */
    static boolean isCauseOf(Throwable e) {
        return e instanceof OutOfMemoryError || e instanceof InternalError || e instanceof LinkageError;
    }

    /** Runs {@code action} until there is memory for it, or until that is no longer bearable. */
    static <T> void insist(Consumer<? super T> action, T on) {
        try {
            action.accept(on);
        } catch (OutOfMemoryError | InternalError | LinkageError noMemory) {
            tryAgain(action, on);
        }
    }

    private static <T> void tryAgain(Consumer<? super T> action, T on) {
        long began = System.nanoTime();
        while (true) {
            MemoryPause.take();
            try {
                action.accept(on);
                return;
            } catch (OutOfMemoryError | InternalError | LinkageError noMemory) {
                if (System.nanoTime() - began > BEARABLE_NANOS) {
                    throw noMemory;
                }
            }
        }
    }
}
