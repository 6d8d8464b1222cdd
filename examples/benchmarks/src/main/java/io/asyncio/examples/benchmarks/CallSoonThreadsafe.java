package io.asyncio.examples.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Foreign threads hand callbacks to a loop, and wait after each 1,000 until all have run. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public abstract class CallSoonThreadsafe extends Comparison {
    private static final int CALLBACKS = 1_000;

    @Benchmark
    @OperationsPerInvocation(CALLBACKS)
    public int asyncio(StartedLoop state) throws InterruptedException {
        return handOver(state.loop::callSoonThreadsafe);
    }

    @Benchmark
    @OperationsPerInvocation(CALLBACKS)
    public int netty(NettyThread thread) throws InterruptedException {
        return handOver(thread.group.next()::execute);
    }

    @Benchmark
    @OperationsPerInvocation(CALLBACKS)
    public int reactorSingle(ReactorThread thread) throws InterruptedException {
        return handOver(thread.single::schedule);
    }

    private static int handOver(Consumer<Runnable> loop) throws InterruptedException {
        Countdown countdown = new Countdown();
        for (int i = 0; i < CALLBACKS; i++) {
            loop.accept(countdown);
        }
        countdown.end.await();
        return CALLBACKS;
    }

    /** Runs on the loop alone. */
    private static final class Countdown implements Runnable {
        final CountDownLatch end = new CountDownLatch(1);
        private int left = CALLBACKS;

        @Override
        public void run() {
            if (--left == 0) {
                end.countDown();
            }
        }
    }
}
