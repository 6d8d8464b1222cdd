package io.asyncio.examples.benchmarks;

import static io.asyncio.Asyncio.gather;

import io.asyncio.Coroutine;
import java.util.Collections;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** Gathers so many new tasks at a time; the number is for one task. */
public class GatherAll extends Comparison {
    private static final int TASKS = 100_000;

    @Param({"100", "10000"})
    public int gathered;

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int asyncio(LoopState state) {
        List<Coroutine<Integer>> bodies = Collections.nCopies(gathered, () -> 1);
        return counted(TASKS, state.run(() -> {
            int results = 0;
            for (int i = 0; i < TASKS / gathered; i++) {
                for (int each : gather(bodies)) {
                    results += each;
                }
            }
            return results;
        }));
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int kotlin(KotlinThread thread) {
        return counted(TASKS, KotlinTasks.awaitAll(thread.dispatcher, gathered, TASKS / gathered));
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int kotlinRunBlocking() {
        return counted(TASKS, KotlinTasks.awaitAll(KotlinThread.RUN_BLOCKING, gathered, TASKS / gathered));
    }
}
