package io.asyncio.examples.benchmarks;

import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** What it costs to cancel a timer and set another, with more and more timers set. */
public class GrowthOfTimers extends Comparison {
    private static final int TIMERS = 10_000;

    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public int asyncio(AsyncioTimers timers) {
        return timers.replace(TIMERS);
    }

    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public int netty(NettyTimers timers) throws ExecutionException, InterruptedException {
        return counted(TIMERS, timers.replace(TIMERS));
    }
}
