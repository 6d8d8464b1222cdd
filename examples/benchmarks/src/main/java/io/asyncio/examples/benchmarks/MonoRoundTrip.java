package io.asyncio.examples.benchmarks;

import io.asyncio.reactor.ReactorAdapter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A task awaits a Mono that runs another task on the same thread. */
public class MonoRoundTrip extends Comparison {
    private static final int AWAITS = 10_000;

    @Benchmark
    @OperationsPerInvocation(AWAITS)
    public int asyncio(LoopState state) {
        return counted(AWAITS, state.run(() -> {
            int values = 0;
            for (int i = 0; i < AWAITS; i++) {
                values += ReactorAdapter.await(ReactorAdapter.mono(state.loop, () -> 1));
            }
            return values;
        }));
    }

    @Benchmark
    @OperationsPerInvocation(AWAITS)
    public int kotlin(KotlinThread thread) {
        return counted(AWAITS, KotlinReactor.roundTrip(thread.dispatcher, AWAITS));
    }
}
