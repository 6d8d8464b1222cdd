package io.asyncio.examples.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** What it costs to cancel a waiter, await its end and make another, with more and more waiters beside it. */
public class GrowthOfCancel extends Comparison {
    private static final int CANCELS = 10_000;

    @Benchmark
    @OperationsPerInvocation(CANCELS)
    public int asyncio(AsyncioCrowd crowd) {
        return counted(CANCELS, crowd.replace(CANCELS));
    }

    @Benchmark
    @OperationsPerInvocation(CANCELS)
    public int kotlin(KotlinCrowdState crowd) {
        return counted(CANCELS, crowd.replace(CANCELS));
    }
}
