package io.asyncio.examples.benchmarks;

import io.asyncio.reactor.ReactorAdapter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reactor code on another thread subscribes to a Mono that runs a task, to the next when that has ended. */
public class MonoFromOutside extends Comparison {
    private static final int SUBSCRIPTIONS = 5_000;

    @Benchmark
    @OperationsPerInvocation(SUBSCRIPTIONS)
    public int asyncio(StartedLoop state, ReactorThread thread) {
        return subscribeOften(ReactorAdapter.mono(state.loop, () -> 1), thread);
    }

    @Benchmark
    @OperationsPerInvocation(SUBSCRIPTIONS)
    public int kotlin(KotlinThread kotlin, ReactorThread thread) {
        return subscribeOften(KotlinReactor.monoOfOne(kotlin.dispatcher), thread);
    }

    @Benchmark
    @OperationsPerInvocation(SUBSCRIPTIONS)
    public int reactorSubscribeOn(ReactorThread thread, OtherReactorThread other) {
        return subscribeOften(Mono.fromCallable(() -> 1).subscribeOn(other.single), thread);
    }

    private static int subscribeOften(Mono<Integer> mono, ReactorThread thread) {
        Flux<Integer> values = Flux.range(0, SUBSCRIPTIONS).concatMap(each -> mono.publishOn(thread.single), 1);
        return counted(SUBSCRIPTIONS, values.count().block().intValue());
    }

    /** A second one. */
    public static class OtherReactorThread extends ReactorThread {}
}
