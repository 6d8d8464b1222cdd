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
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    static void cancel(Future<?> future) {
        future.loop().callSoonThreadsafe(future::cancel);
    }
}
