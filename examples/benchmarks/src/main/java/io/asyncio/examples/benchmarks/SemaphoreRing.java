package io.asyncio.examples.benchmarks;

import java.util.concurrent.Semaphore;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** 10,000 virtual threads that hand a baton, a {@link Semaphore} each, to the next; who has it may run. */
@State(Scope.Benchmark)
public class SemaphoreRing {
    private static final int THREADS = 10_000;

    private final Semaphore[] batons = new Semaphore[THREADS];
    private final Semaphore end = new Semaphore(0);
    private int left;
    private int passed;
    private volatile boolean stopped;

    @Setup
    public void start() {
        for (int i = 0; i < THREADS; i++) {
            batons[i] = new Semaphore(0);
        }
        for (int i = 0; i < THREADS; i++) {
            int place = i;
            VirtualThreads.start(() -> passOn(batons[place], batons[(place + 1) % THREADS]));
        }
    }

    @TearDown
    public void stop() {
        stopped = true;
        batons[0].release();
    }

    private void passOn(Semaphore own, Semaphore next) {
        do {
            own.acquireUninterruptibly();
            passed++;
            if (--left == 0) {
                end.release();
            } else {
                next.release();
            }
        } while (!stopped);
    }

    int pass(int times) {
        left = times;
        passed = 0;
        batons[0].release();
        end.acquireUninterruptibly();
        return passed;
    }
}
