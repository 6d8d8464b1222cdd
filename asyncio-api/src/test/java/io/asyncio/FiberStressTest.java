package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thousand tasks against foreign threads, on every fiber. */
class FiberStressTest extends LoopTestBase {
    private static final int FOREIGN_THREADS = 3;

    @Test
    @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void foreignThreadsScheduleIntoAThousandTasksAndNothingIsLost() throws Exception {
        int tasks = 1000;
        try (Loop real = realTimeLoop()) {
            for (int round = 0; round < 100; round++) {
                assertThat(wakeAllFromOutside(real, tasks))
                        .as("round %s", round)
                        .isEqualTo(tasks);
            }
        }
    }

    /** Each task waits for a future of its own, which some foreign thread completes; returns how many went on. */
    private static int wakeAllFromOutside(Loop loop, int tasks) throws InterruptedException {
        int[] woken = new int[1];
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            futures.add(loop.createFuture());
        }
        AtomicInteger next = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < FOREIGN_THREADS; i++) {
            threads.add(new Thread(() -> {
                for (int n = next.getAndIncrement(); n < tasks; n = next.getAndIncrement()) {
                    Future<Integer> future = futures.get(n);
                    loop.callSoonThreadsafe(() -> future.setResult(1));
                }
            }));
        }
        loop.runUntilComplete(() -> {
            List<Task<?>> running = new ArrayList<>();
            for (Future<Integer> future : futures) {
                running.add(createTask(() -> {
                    sleepMs(0);
                    int one = await(future); // not in one expression with the count, which others change meanwhile
                    woken[0] += one;
                }));
            }
            threads.forEach(Thread::start);
            for (Task<?> task : running) {
                await(task);
            }
        });
        for (Thread thread : threads) {
            thread.join();
        }
        return woken[0];
    }
}
