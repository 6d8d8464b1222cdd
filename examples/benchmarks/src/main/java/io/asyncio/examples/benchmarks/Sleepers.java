package io.asyncio.examples.benchmarks;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;

import io.asyncio.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * 100,000 tasks sleep at once, for 1 to 10 ms. A task costs more than the 0.1 µs that its share of the longest sleep
 * is.
 */
public class Sleepers extends Comparison {
    private static final int TASKS = 100_000;

    private int woken;

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int asyncio(LoopState state) {
        state.checkThreadsFor(TASKS);
        return counted(TASKS, state.run(() -> {
            woken = 0;
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                int millis = 1 + i % 10;
                tasks.add(createTask(() -> {
                    sleepMs(millis);
                    woken++;
                }));
            }
            for (Task<?> task : tasks) {
                await(task);
            }
            return woken;
        }));
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int kotlin(KotlinThread thread) {
        return counted(TASKS, KotlinTasks.delayed(thread.dispatcher, TASKS));
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int kotlinRunBlocking() {
        return counted(TASKS, KotlinTasks.delayed(KotlinThread.RUN_BLOCKING, TASKS));
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int virtualThreads() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(TASKS);
        for (int i = 0; i < TASKS; i++) {
            int millis = 1 + i % 10;
            VirtualThreads.start(() -> {
                sleepUninterruptibly(millis);
                end.countDown();
            });
        }
        end.await();
        return TASKS;
    }

    private static void sleepUninterruptibly(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
