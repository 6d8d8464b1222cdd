package io.asyncio.examples.benchmarks;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Two virtual threads, each with a count to give. */
final class TwoVirtualThreads {
    private TwoVirtualThreads() {}

    /** Blocks until both have ended; returns the sum. */
    static int run(Callable<Integer> one, Callable<Integer> other) {
        CompletableFuture<Integer> first = OneVirtualThread.start(one);
        int second = OneVirtualThread.run(other);
        return first.join() + second;
    }
}
