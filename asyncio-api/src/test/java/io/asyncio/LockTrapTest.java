package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An outside thread and the loop's tasks and callbacks share one ReentrantLock, as they do in any logging framework. A
 * task that blocks on it must get it, and nothing else of the loop may run meanwhile.
 */
class LockTrapTest extends LoopTestBase {
    private static final double SECONDS = 1.5;

    private final ReentrantLock lock = new ReentrantLock();
    private final Thread hammer = new Thread(this::hammer);
    private volatile boolean hammering = true;

    // of the loop, hence without a lock: if two steps overlapped the counts would go wrong
    private long steps;
    private long contended;

    @BeforeEach
    void startHammer() {
        hammer.start();
    }

    @AfterEach
    void stopHammer() throws InterruptedException {
        hammering = false;
        hammer.join();
    }

    @Test
    void aContendedLockNeverTrapsTheLoopAndNothingElseRunsMeanwhile() {
        try (Loop real = realTimeLoop()) {
            real.runUntilComplete(() -> {
                double end = real.time() + SECONDS;
                List<Task<?>> tasks = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    tasks.add(createTask(() -> stepUntil(end, real)));
                }
                for (Task<?> task : tasks) {
                    await(task);
                }
            });
        }
        assertThat(contended).as("times the lock was taken when the loop came").isPositive();
    }

    private void stepUntil(double end, Loop real) {
        while (real.time() < end) {
            step();
            real.callSoon(this::step);
            sleepMs(0);
        }
    }

    private void step() {
        long before = ++steps;
        if (lock.isLocked()) {
            contended++;
        }
        lock.lock();
        try {
            assertThat(steps).as("steps of the loop while one of them blocked").isEqualTo(before);
        } finally {
            lock.unlock();
        }
    }

    private void hammer() {
        while (hammering) {
            lock.lock();
            try {
                Thread.onSpinWait();
            } finally {
                lock.unlock();
            }
        }
    }
}
