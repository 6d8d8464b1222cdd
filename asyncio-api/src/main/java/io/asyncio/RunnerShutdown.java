package io.asyncio;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Has the JVM's shutdown (a signal, {@code System.exit()} in another thread) cancel what a runner runs, and wait until it
 * has ended. Only for a runner in the main thread, as in Python; all others leave the shutdown to whoever owns it.
 */
final class RunnerShutdown {
    private static final String MAIN = "main"; // what the JVM calls the thread, and its group
    private static final long GRACE_NANOS = 2_000_000_000; // for what follows the run in the main thread
    private static final long LOOK_MILLIS = 10;

    private final Thread caller = Thread.currentThread();
    private @Nullable Thread hook; // the caller's; while something runs
    private volatile @Nullable Loop running;
    private volatile @Nullable Task<?> main;
    private volatile boolean stopping;

    /** Until {@link #end()}, the shutdown waits. */
    void begin(Loop loop) {
        running = loop;
        if (isMainThread() && hook == null) {
            Thread added = new Thread(this::shutDown, "asyncio-shutdown");
            try {
                Runtime.getRuntime().addShutdownHook(added);
                hook = added;
            } catch (IllegalStateException shutsDownAlready) {
                // too late to be asked
            }
        }
    }

    private boolean isMainThread() {
        ThreadGroup group = caller.getThreadGroup();
        return caller == Thread.currentThread()
                && caller.getName().equals(MAIN)
                && group != null
                && group.getName().equals(MAIN);
    }

    void end() {
        main = null;
        running = null;
        Thread added = hook;
        if (added != null && !stopping) {
            try {
                Runtime.getRuntime().removeShutdownHook(added);
                hook = null;
            } catch (IllegalStateException shutsDown) {
                // it sees that nothing runs
            }
        }
    }

    /** {@code body}, to be cancelled at the shutdown. */
    <T extends @Nullable Object> Coroutine<T> cancelling(Coroutine<T> body) {
        return () -> {
            main = Asyncio.currentTask();
            if (stopping) {
                cancelMain();
            }
            return body.await();
        };
    }

    private void cancelMain() {
        Task<?> toCancel = main;
        if (toCancel != null) {
            toCancel.cancel("the JVM shuts down");
        }
    }

    private void shutDown() {
        stopping = true;
        haltAtNextSignal("INT");
        haltAtNextSignal("TERM");
        cancelMain();
        try {
            awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // somebody ends all threads
        }
    }

    /** Nobody else would: the JVM, which is ending already, does nothing more. */
    private static void haltAtNextSignal(String name) {
        try {
            JvmSignal.named(name).add(number -> Runtime.getRuntime().halt(128 + number));
        } catch (IllegalArgumentException | UnsupportedOperationException noSuchSignal) {
            // kill -9 is left
        }
    }

    /** Until nothing runs, and what follows in the main thread, as the runner's close, has ended or had its time. */
    private void awaitEnd() throws InterruptedException {
        long lastSeen = System.nanoTime();
        while (caller.isAlive() && System.nanoTime() - lastSeen < GRACE_NANOS) {
            Loop loop = running;
            if (loop != null && isInExit(loop.holder())) {
                return; // the loop waits for this
            }
            if (loop != null) {
                lastSeen = System.nanoTime();
            }
            caller.join(LOOK_MILLIS);
        }
    }

    /** A task or callback that calls {@code System.exit()} holds its loop until the JVM has ended. */
    private static boolean isInExit(@Nullable Thread holder) {
        return holder != null
                && Arrays.stream(holder.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals("java.lang.Runtime")
                                && frame.getMethodName().equals("exit"));
    }
}
