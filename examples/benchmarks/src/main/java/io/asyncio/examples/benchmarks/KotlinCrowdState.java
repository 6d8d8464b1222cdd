package io.asyncio.examples.benchmarks;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The same as {@link AsyncioCrowd} with coroutines on one thread. */
@State(Scope.Benchmark)
public class KotlinCrowdState extends KotlinThread {
    @Param({"10", "100", "1000", "10000", "100000", "1000000"})
    public int tasks;

    private KotlinCrowd crowd;

    @Override // and called by JMH, as what it overrides
    public void start() {
        super.start();
        crowd = new KotlinCrowd(dispatcher, tasks, AsyncioCrowd.BATCH, AsyncioCrowd.STRIDE);
    }

    int replace(int times) {
        return crowd.replace(times);
    }
}
