package io.asyncio.examples.benchmarks;

import io.asyncio.reactor.ReactorAdapter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import reactor.core.publisher.Mono;

/** A task awaits a Mono whose value another thread makes. */
public class AwaitForeignMono extends Comparison {
    private static final int AWAITS = 5_000;

    @Benchmark
    @OperationsPerInvocation(AWAITS)
    public int asyncio(LoopState state, ReactorThread thread) {
        Mono<Integer> mono = foreign(thread);
        return counted(AWAITS, state.run(() -> {
            int values = 0;
            for (int i = 0; i < AWAITS; i++) {
                values += ReactorAdapter.await(mono);
            }
            return values;
        }));
    }

    @Benchmark
    @OperationsPerInvocation(AWAITS)
    public int kotlin(KotlinThread kotlin, ReactorThread thread) {
        return counted(AWAITS, KotlinReactor.await(kotlin.dispatcher, foreign(thread), AWAITS));
    }

    @Benchmark
    @OperationsPerInvocation(AWAITS)
    public int blockOnVirtualThread(ReactorThread thread) {
        Mono<Integer> mono = foreign(thread);
        return counted(AWAITS, OneVirtualThread.run(() -> {
            int values = 0;
            for (int i = 0; i < AWAITS; i++) {
                values += mono.block();
            }
            return values;
        }));
    }

    private static Mono<Integer> foreign(ReactorThread thread) {
        return Mono.fromCallable(() -> 1).subscribeOn(thread.single);
    }
}
