package io.asyncio.examples.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Cancels 10,000 tasks that wait for an event, and awaits their end; making them is not measured. */
public class CancelWaiters extends Comparison {
    static final int TASKS = 10_000;

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int asyncio(AsyncioWaiters waiters) {
        return counted(TASKS, waiters.cancelAll());
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int kotlin(KotlinWaitersState waiters) {
        return counted(TASKS, waiters.cancelAll());
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int virtualThreads(InterruptedWaiters waiters) throws InterruptedException {
        return counted(TASKS, waiters.interruptAll());
    }
}
