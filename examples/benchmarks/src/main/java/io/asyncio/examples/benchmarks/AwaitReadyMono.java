package io.asyncio.examples.benchmarks;

import io.asyncio.reactor.ReactorAdapter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import reactor.core.publisher.Mono;

/** A task awaits a Mono that has its value. */
public class AwaitReadyMono extends Comparison {
    private static final int AWAITS = 100_000;

    @Benchmark
    @OperationsPerInvocation(AWAITS)
    public int asyncio(LoopState state) {
        return counted(AWAITS, state.run(() -> {
            int values = 0;
            for (int i = 0; i < AWAITS; i++) {
                values += ReactorAdapter.await(ready());
            }
            return values;
        }));
    }

    @Benchmark
    @OperationsPerInvocation(AWAITS)
    public int kotlin(KotlinThread thread) {
        return counted(AWAITS, KotlinReactor.awaitReady(thread.dispatcher, AwaitReadyMono::ready, AWAITS));
    }

    @Benchmark
    @OperationsPerInvocation(AWAITS)
    public int blockOnVirtualThread() {
        return counted(AWAITS, OneVirtualThread.run(() -> {
            int values = 0;
            for (int i = 0; i < AWAITS; i++) {
                values += ready().block();
            }
            return values;
        }));
    }

    /** Makes the Mono, and awaits nothing. */
    @Benchmark
    @OperationsPerInvocation(AWAITS)
    public int methodCall() {
        int values = 0;
        for (int i = 0; i < AWAITS; i++) {
            values += ready() == null ? 0 : 1;
        }
        return counted(AWAITS, values);
    }

    /** Not to be seen through: the others would have nothing left to do. */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private static Mono<Integer> ready() {
        return Mono.just(1);
    }
}
