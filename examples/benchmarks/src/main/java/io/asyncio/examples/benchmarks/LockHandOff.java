package io.asyncio.examples.benchmarks;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;

import io.asyncio.Held;
import io.asyncio.Lock;
import io.asyncio.Task;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Two tasks want one lock, and yield while they hold it: each time the other waits. */
public class LockHandOff extends Comparison {
    private static final int HOLDS = 20_000;

    @Benchmark
    @OperationsPerInvocation(HOLDS)
    public int asyncio(LoopState state) {
        Lock lock = new Lock();
        return counted(HOLDS, state.run(() -> {
            Task<Integer> other = createTask(() -> holdOften(lock));
            int holds = holdOften(lock);
            return holds + await(other);
        }));
    }

    private static int holdOften(Lock lock) {
        int holds = 0;
        for (int i = 0; i < HOLDS / 2; i++) {
            try (Held held = lock.hold()) {
                sleepMs(0);
                holds++;
            }
        }
        return holds;
    }

    @Benchmark
    @OperationsPerInvocation(HOLDS)
    public int kotlin(KotlinThread thread) {
        return counted(HOLDS, KotlinPingPong.holds(thread.dispatcher, HOLDS));
    }

    @Benchmark
    @OperationsPerInvocation(HOLDS)
    public int kotlinRunBlocking() {
        return counted(HOLDS, KotlinPingPong.holds(KotlinThread.RUN_BLOCKING, HOLDS));
    }

    /** With a fair lock, as the others are. */
    @Benchmark
    @OperationsPerInvocation(HOLDS)
    public int virtualThreads() {
        ReentrantLock lock = new ReentrantLock(true);
        return counted(HOLDS, TwoVirtualThreads.run(() -> holdOften(lock), () -> holdOften(lock)));
    }

    private static int holdOften(ReentrantLock lock) {
        int holds = 0;
        for (int i = 0; i < HOLDS / 2; i++) {
            lock.lock();
            try {
                Thread.yield();
                holds++;
            } finally {
                lock.unlock();
            }
        }
        return holds;
    }
}
