package io.asyncio;

import java.util.function.Consumer;

/** Debug mode: finds the callbacks and steps of tasks that hold the loop for too long. */
final class SlowSteps {
    private static final long DEFAULT_THRESHOLD = Durations.ofMillis(100);

    private final Loop loop;
    private final Consumer<String> log;
    private volatile boolean enabled;
    private volatile long threshold = DEFAULT_THRESHOLD;

    SlowSteps(Loop loop, Consumer<String> log) {
        this.loop = loop;
        this.log = log;
    }

    boolean isEnabled() {
        return enabled;
    }

    void setEnabled(boolean enable) {
        enabled = enable;
    }

    void setThreshold(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException(
                    "a slow callback's duration must not be negative, got " + Durations.toSeconds(nanos) + " s");
        }
        threshold = nanos;
    }

    /** Runs {@code entry}, and logs it if that took long. */
    void time(Ready entry) {
        long start = System.nanoTime();
        try {
            entry.run();
        } finally {
            long nanos = System.nanoTime() - start;
            if (nanos >= threshold) {
                log.accept(String.format("Executing %s took %.3f s", entry, Durations.toSeconds(nanos)));
                loop.tellObserver(observer -> observer.slowCallback(nanos));
            }
        }
    }
}
