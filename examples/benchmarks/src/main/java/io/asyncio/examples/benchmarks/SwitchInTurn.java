package io.asyncio.examples.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** 10,000 tasks, made before, yield in turn. */
public class SwitchInTurn extends Comparison {
    private static final int TASKS = 10_000;
    private static final int ROUNDS = 100;
    private static final int SWITCHES = TASKS * ROUNDS;

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public int asyncio(AsyncioSpinners.Of10000 spinners) {
        return counted(SWITCHES, spinners.spin(ROUNDS));
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public int kotlin(KotlinSpinnersState.Of10000 spinners) {
        return counted(SWITCHES, spinners.spin(ROUNDS));
    }

    /** Makes its coroutines in the measured time, as they cannot outlive {@code runBlocking}. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public int kotlinRunBlocking() {
        return counted(SWITCHES, KotlinSwitch.yieldInTurn(KotlinThread.RUN_BLOCKING, TASKS, ROUNDS));
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public int virtualThreads(SemaphoreRing ring) {
        return counted(SWITCHES, ring.pass(SWITCHES));
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    @Fork(
            value = 1,
            jvmArgsAppend = {"-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1"
            })
    public int virtualThreadsOnOneCarrier(SemaphoreRing ring) {
        return counted(SWITCHES, ring.pass(SWITCHES));
    }

    /** Without a library: the least that a switch can take. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public int bareYield(BareYield threads) {
        return counted(SWITCHES, threads.pass(SWITCHES));
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public int vertx(VertxRing ring) {
        return counted(SWITCHES, ring.pass(SWITCHES));
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public int reactorPublishOn(ReactorThread thread) {
        Mono<Integer> hop = Mono.just(1).hide().publishOn(thread.single);
        Flux<Integer> hops = Flux.range(0, TASKS).flatMap(task -> hop.repeat(ROUNDS - 1), TASKS);
        return counted(SWITCHES, hops.count().block().intValue());
    }
}
