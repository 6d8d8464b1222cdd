package io.asyncio.subprocess;

import java.util.concurrent.TimeUnit;

/** How a thread waits for a process. */
final class ProcessEnd {
    private ProcessEnd() {}

    /** Whether it has ended within {@code millis}; an interrupt ends the wait, and is kept. */
    static boolean await(java.lang.Process process, long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
