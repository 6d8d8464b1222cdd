package io.asyncio.examples.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** 10,000 virtual threads that wait for a latch which nobody releases. */
@State(Scope.Benchmark)
public class InterruptedWaiters {
    private final CountDownLatch never = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger interrupted = new AtomicInteger();

    @Setup(Level.Invocation)
    public void start() throws InterruptedException {
        threads.clear();
        interrupted.set(0);
        CountDownLatch started = new CountDownLatch(CancelWaiters.TASKS);
        for (int i = 0; i < CancelWaiters.TASKS; i++) {
            threads.add(VirtualThreads.start(() -> waitForever(started)));
        }
        started.await();
        while (threads.stream().anyMatch(thread -> thread.getState() != Thread.State.WAITING)) {
            Thread.yield();
        }
    }

    private void waitForever(CountDownLatch started) {
        started.countDown();
        try {
            never.await();
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
        }
    }

    int interruptAll() throws InterruptedException {
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            thread.join();
        }
        return interrupted.get();
    }
}
