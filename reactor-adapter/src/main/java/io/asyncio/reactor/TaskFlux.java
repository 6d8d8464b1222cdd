package io.asyncio.reactor;

import io.asyncio.Loop;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/** A Flux whose subscriptions each own a task. */
final class TaskFlux<T> extends Flux<T> {
    private final Loop loop;
    private final FluxBody<T> body;

    private TaskFlux(Loop loop, FluxBody<T> body) {
        this.loop = loop;
        this.body = body;
    }

    static <T> Flux<T> of(Loop loop, FluxBody<T> body) {
        return onAssembly(new TaskFlux<>(loop, body));
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> subscriber) {
        new FluxTask<T>(loop, subscriber).start(body);
    }
}
