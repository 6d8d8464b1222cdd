package io.asyncio.examples.benchmarks;

import static io.asyncio.Asyncio.sleepMs;

import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import reactor.core.publisher.Mono;

/** One task yields to nobody. */
public class SwitchAlone extends Comparison {
    private static final int SWITCHES = 20_000;

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public int asyncio(LoopState state) {
        return state.run(() -> {
            for (int i = 0; i < SWITCHES; i++) {
                sleepMs(0);
            }
            return SWITCHES;
        });
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public int kotlin(KotlinThread thread) {
        return KotlinSwitch.yieldAlone(thread.dispatcher, SWITCHES);
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public int kotlinRunBlocking() {
        return KotlinSwitch.yieldAlone(KotlinThread.RUN_BLOCKING, SWITCHES);
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public int virtualThread() {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        VirtualThreads.start(() -> {
            for (int i = 0; i < SWITCHES; i++) {
                Thread.yield();
            }
            end.complete(SWITCHES);
        });
        return end.join();
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public int reactorPublishOn(ReactorThread thread) {
        Mono<Integer> hop = Mono.just(1).hide().publishOn(thread.single);
        return counted(SWITCHES, hop.repeat(SWITCHES - 1).count().block().intValue());
    }
}
