package io.asyncio.examples.benchmarks;

import io.asyncio.Asyncio;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A loop is made, runs one task and is closed; the peers make a thread, too, and end it. */
public class RunOnce extends Comparison {
    @Benchmark
    public int asyncio() {
        return Asyncio.run(() -> 1);
    }

    @Benchmark
    public @Nullable Integer reactorSingle() {
        Scheduler single = Schedulers.newSingle("single");
        try {
            return Mono.fromCallable(() -> 1).subscribeOn(single).block();
        } finally {
            single.dispose();
        }
    }

    @Benchmark
    public int thread() throws InterruptedException {
        int[] result = new int[1];
        Thread thread = new Thread(() -> result[0] = 1);
        thread.start();
        thread.join();
        return result[0];
    }
}
