package io.asyncio;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** How a thread outside waits for the loop. */
final class Blocking {
    private Blocking() {}

    /** Waits until {@code session} has ended; at an interrupt asks for that once, and goes on waiting. */
    static void join(CompletableFuture<@Nullable Void> session, Runnable onInterrupt) {
        boolean interrupted = false;
        try {
            while (!session.isDone()) {
                try {
                    session.get();
                } catch (InterruptedException e) {
                    if (!interrupted) {
                        interrupted = true;
                        onInterrupt.run();
                    }
                } catch (ExecutionException e) {
                    throw new AssertionError("a session ends without an error", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * The result of {@code future}, of whatever loop: suspends the current task for it, or blocks a thread that is no
     * loop's. An interrupt of that thread cancels the future, and is kept.
     */
    static <T extends @Nullable Object> T await(Future<T> future) {
        if (RunningLoop.get() != null) {
            return Asyncio.await(future);
        }
        join(future.toCompletableFuture().handle((result, failure) -> null), () -> cancel(future));
        return future.result();
    }

    /** Without effect on a closed loop, which has ended the future. */
    static void cancel(Future<?> future) {
        Loop loop = future.loop();
        loop.core.enqueue(new Handle(loop, future::cancel, Handle.NO_DEADLINE));
    }
}
