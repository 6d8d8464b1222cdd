package io.asyncio.examples.benchmarks;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;

import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A task makes another and awaits its result, again and again. */
public class CreateAndAwait extends Comparison {
    private static final int TASKS = 10_000;

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int asyncio(LoopState state) {
        return counted(TASKS, state.run(() -> {
            int results = 0;
            for (int i = 0; i < TASKS; i++) {
                results += await(createTask(() -> 1));
            }
            return results;
        }));
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int kotlin(KotlinThread thread) {
        return counted(TASKS, KotlinTasks.asyncAndAwait(thread.dispatcher, TASKS));
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int kotlinRunBlocking() {
        return counted(TASKS, KotlinTasks.asyncAndAwait(KotlinThread.RUN_BLOCKING, TASKS));
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int virtualThreads() {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        VirtualThreads.start(() -> {
            int results = 0;
            for (int i = 0; i < TASKS; i++) {
                CompletableFuture<Integer> result = new CompletableFuture<>();
                VirtualThreads.start(() -> result.complete(1));
                results += result.join();
            }
            end.complete(results);
        });
        return counted(TASKS, end.join());
    }
}
