package io.asyncio.examples.benchmarks;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The same as {@link AsyncioSpinners} with coroutines on one thread. */
@State(Scope.Benchmark)
public abstract class KotlinSpinnersState extends KotlinThread {
    private KotlinSpinners spinners;

    abstract int tasks();

    @Setup(Level.Iteration)
    public void createTasks() {
        spinners = new KotlinSpinners(dispatcher, tasks());
    }

    @TearDown(Level.Iteration)
    public void cancelTasks() {
        spinners.cancel();
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
