package io.asyncio.examples.benchmarks;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The same as {@link AsyncioWaiters} with coroutines on one thread. */
@State(Scope.Benchmark)
public class KotlinWaitersState extends KotlinThread {
    private KotlinWaiters waiters;

    @Setup(Level.Invocation)
    public void launch() {
        waiters = new KotlinWaiters(dispatcher, CancelWaiters.TASKS);
    }

    int cancelAll() {
        return waiters.cancelAll();
    }
}
