package io.asyncio.subprocess;

import java.util.concurrent.TimeUnit;

/** How a thread waits for a process. */
final class ProcessEnd {
    private static final int STACK_BYTES = 128 * 1024;

    private ProcessEnd() {}

    /**
     * Runs {@code action} in a thread of its own once {@code process} has ended: {@code onExit()} would tell in the JVM's
     * common pool, in which the calls of others may block.
     */
    static void whenEnded(java.lang.Process process, Runnable action) {
        Thread thread = new Thread(
                null,
                () -> {
                    awaitUninterruptibly(process);
                    action.run();
                },
                "asyncio-process " + process.pid(),
                STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
    }

    /** Blocks until it has ended; an interrupt does not end the wait, and is kept. */
    static void awaitUninterruptibly(java.lang.Process process) {
        boolean interrupted = false;
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

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
