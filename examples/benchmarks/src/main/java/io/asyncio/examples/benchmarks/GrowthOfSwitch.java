package io.asyncio.examples.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** What a switch costs with more and more tasks in turn. */
public class GrowthOfSwitch extends Comparison {
    private static final int SWITCHES = 1_000_000;

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public int asyncio(AsyncioSpinners.Of spinners) {
        return counted(SWITCHES, spinners.spin(SWITCHES / spinners.tasks()));
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public int kotlin(KotlinSpinnersState.Of spinners) {
        return counted(SWITCHES, spinners.spin(SWITCHES / spinners.tasks()));
    }
}
