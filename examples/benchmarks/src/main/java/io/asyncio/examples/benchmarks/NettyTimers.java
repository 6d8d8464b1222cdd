package io.asyncio.examples.benchmarks;

import io.netty.util.concurrent.Future;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Timers of a Netty event loop that will not be due for hours. */
@State(Scope.Benchmark)
public class NettyTimers extends NettyThread {
    @Param({"10", "100", "1000", "10000", "100000", "1000000"})
    public int tasks;

    private final SplittableRandom random = new SplittableRandom(1);
    private Future<?>[] timers;

    @Override // and called by JMH, as what it overrides
    public void start() {
        super.start();
        timers = new Future<?>[tasks];
        group.submit(this::setAll).syncUninterruptibly();
    }

    private void setAll() {
        for (int i = 0; i < tasks; i++) {
            timers[i] = newTimer();
        }
    }

    private Future<?> newTimer() {
        return group.next().schedule(() -> {}, random.nextLong(10_000_000, 20_000_000), TimeUnit.MILLISECONDS);
    }

    int replace(int times) throws ExecutionException, InterruptedException {
        return group.submit(() -> replaceSome(times)).get();
    }

    private int replaceSome(int times) {
        int cancelled = 0;
        for (int i = 0; i < times; i++) {
            int place = random.nextInt(tasks);
            cancelled += timers[place].cancel(false) ? 1 : 0;
            timers[place] = newTimer();
        }
        return cancelled;
    }
}
