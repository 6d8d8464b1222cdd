package io.asyncio.examples.benchmarks;

import io.asyncio.reactor.ReactorAdapter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import reactor.core.publisher.Flux;

/** A task makes a Flux of 1,000,000, which a subscriber asks for at once or 256 at a time. */
public class FluxEmit extends Comparison {
    private static final int ELEMENTS = 1_000_000;

    @Param({"256", "2147483647"})
    public int requested;

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public int asyncio(StartedLoop state) {
        return count(ReactorAdapter.flux(state.loop, emitter -> {
            for (int i = 0; i < ELEMENTS; i++) {
                emitter.emit(i);
            }
        }));
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public int kotlin(KotlinThread thread) {
        return count(KotlinReactor.fluxOf(thread.dispatcher, ELEMENTS));
    }

    private int count(Flux<Integer> flux) {
        return counted(ELEMENTS, flux.limitRate(requested).count().block().intValue());
    }
}
