package io.asyncio.examples.benchmarks;

import io.asyncio.Handle;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Timers of our loop that will not be due for hours. */
@State(Scope.Benchmark)
public class AsyncioTimers extends LoopState {
    @Param({"10", "100", "1000", "10000", "100000", "1000000"})
    public int tasks;

    private final SplittableRandom random = new SplittableRandom(1);
    private Handle[] timers;

    @Override // and called by JMH, as what it overrides
    public void create() {
        super.create();
        timers = new Handle[tasks];
        run(() -> {
            for (int i = 0; i < tasks; i++) {
                timers[i] = newTimer();
            }
            return null;
        });
    }

    private Handle newTimer() {
        return loop.callLater(random.nextDouble(10_000, 20_000), () -> {});
    }

    int replace(int times) {
        return run(() -> {
            for (int i = 0; i < times; i++) {
                int place = random.nextInt(tasks);
                timers[place].cancel();
                timers[place] = newTimer();
            }
            return times;
        });
    }
}
