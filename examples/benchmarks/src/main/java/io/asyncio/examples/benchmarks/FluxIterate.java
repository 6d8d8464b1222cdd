package io.asyncio.examples.benchmarks;

import io.asyncio.AsyncIterator;
import io.asyncio.reactor.ReactorAdapter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import reactor.core.publisher.Flux;

/** A task goes through a Flux of 1,000,000. */
public class FluxIterate extends Comparison {
    private static final int ELEMENTS = 1_000_000;
    private static final int PREFETCH = 64; // kotlinx's

    /** With kotlinx's prefetch. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public int asyncio(LoopState state) {
        return state.run(() -> iterate(PREFETCH));
    }

    /** With our default: one by one, nothing is made that nobody asked for. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public int asyncioOneByOne(LoopState state) {
        return state.run(() -> iterate(1));
    }

    private static int iterate(int prefetch) {
        int elements = 0;
        try (AsyncIterator<Integer> iterator = ReactorAdapter.iterate(Flux.range(0, ELEMENTS), prefetch)) {
            for (int element : iterator) {
                elements += element >= 0 ? 1 : 0;
            }
        }
        return counted(ELEMENTS, elements);
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public int kotlin(KotlinThread thread) {
        return counted(ELEMENTS, KotlinReactor.collect(thread.dispatcher, Flux.range(0, ELEMENTS)));
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public int toIterableOnVirtualThread() {
        return counted(ELEMENTS, OneVirtualThread.run(() -> {
            int elements = 0;
            for (int element : Flux.range(0, ELEMENTS).toIterable(PREFETCH)) {
                elements += element >= 0 ? 1 : 0;
            }
            return elements;
        }));
    }
}
