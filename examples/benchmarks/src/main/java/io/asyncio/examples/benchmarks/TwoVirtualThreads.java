package io.asyncio.examples.benchmarks;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Two virtual threads, each with a count to give. */
final class TwoVirtualThreads {
    private TwoVirtualThreads() {}

    /** Blocks until both have ended; returns the sum. */
    static int run(Callable<Integer> one, Callable<Integer> other) {
        CompletableFuture<Integer> first = start(one);
        CompletableFuture<Integer> second = start(other);
        return first.join() + second.join();
    }

    private static CompletableFuture<Integer> start(Callable<Integer> body) {
        CompletableFuture<Integer> result = new CompletableFuture<>();
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
