package io.asyncio.examples.benchmarks;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** A virtual thread with a result. */
final class OneVirtualThread {
    private OneVirtualThread() {}

    /** Blocks until it has ended. */
    static <T> T run(Callable<T> body) {
        return start(body).join();
    }

    static <T> CompletableFuture<T> start(Callable<T> body) {
        CompletableFuture<T> result = new CompletableFuture<>();
        VirtualThreads.start(() -> {
            try {
                result.complete(body.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }
}
