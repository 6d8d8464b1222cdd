package io.asyncio.examples.benchmarks;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The same as {@link AsyncioSpinners} with coroutines on one thread. */
@State(Scope.Benchmark)
public abstract class KotlinSpinnersState extends KotlinThread {
    private KotlinSpinners spinners;

    abstract int tasks();

    @Override // and called by JMH, as what it overrides
    public void start() {
        super.start();
        spinners = new KotlinSpinners(dispatcher, tasks());
    }

    @Override
    public void stop() {
        spinners.cancel();
        super.stop();
    }

    int spin(int rounds) {
        return spinners.spin(rounds);
    }

    /** For one job. */
    public static class Of10000 extends KotlinSpinnersState {
        @Override
        int tasks() {
            return 10_000;
        }
    }

    /** For the curve. */
    public static class Of extends KotlinSpinnersState {
        @Param({"10", "100", "1000", "10000", "100000", "1000000"})
        public int tasks;

        @Override
        int tasks() {
            return tasks;
        }
    }
}
