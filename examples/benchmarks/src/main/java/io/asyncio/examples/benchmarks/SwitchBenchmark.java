package io.asyncio.examples.benchmarks;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;

import io.asyncio.Future;
import io.asyncio.Loop;
import io.asyncio.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a switch costs, by fiber. Fibers that the JDK does not offer fail, and the others go on.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/benchmarks -am -Dbenchmark=Switch}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SwitchBenchmark {
    private static final int SWITCHES = 20_000;

    @Param({"carrier", "virtual", "platform"})
    public String fiber = "";

    private Loop loop;

    @Setup
    public void createLoop() {
        System.setProperty("io.asyncio.fiber", fiber);
        loop = Loop.create();
    }

    @TearDown
    public void closeLoop() {
        loop.close();
    }

    /** One task yields to nobody. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void alone() {
        loop.runUntilComplete(() -> yieldOften(SWITCHES));
    }

    /** Ten tasks yield to each other: task to task, under load. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void inTurn() {
        loop.runUntilComplete(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                tasks.add(createTask(() -> yieldOften(SWITCHES / 10)));
            }
            for (Task<?> task : tasks) {
                await(task);
            }
        });
    }

    /** One task is woken by a callback each time: over the loop's own thread. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void byCallback() {
        loop.runUntilComplete(() -> {
            for (int i = 0; i < SWITCHES; i++) {
                Future<Integer> future = loop.createFuture();
                loop.callSoon(() -> future.setResult(1));
                await(future);
            }
        });
    }

    private static void yieldOften(int times) {
        for (int i = 0; i < times; i++) {
            sleepMs(0);
        }
    }
}
