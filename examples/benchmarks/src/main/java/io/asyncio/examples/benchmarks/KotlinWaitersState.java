package io.asyncio.examples.benchmarks;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The same as {@link AsyncioWaiters} with coroutines on one thread. */
@State(Scope.Benchmark)
public abstract class KotlinWaitersState extends KotlinThread {
    private KotlinWaiters waiters;

    abstract int tasks();

    @Setup(Level.Invocation)
    public void launch() {
        waiters = new KotlinWaiters(dispatcher, tasks());
    }

    int cancelAll() {
        return waiters.cancelAll();
    }

    /** For one job. */
    public static class Of10000 extends KotlinWaitersState {
        @Override
        int tasks() {
            return 10_000;
        }
    }

    /** For the curve. */
    public static class Of extends KotlinWaitersState {
        @Param({"10", "100", "1000", "10000", "100000", "1000000"})
        public int tasks;

        @Override
        int tasks() {
            return tasks;
        }
    }
}
