package io.asyncio.reactor;

import io.asyncio.Coroutine;
import io.asyncio.Loop;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;

/** A Mono whose subscriptions each own a task. */
final class TaskMono<T> extends Mono<T> implements Scannable {
    private final Loop loop;
    private final Coroutine<? extends @Nullable T> body;

    private TaskMono(Loop loop, Coroutine<? extends @Nullable T> body) {
        this.loop = loop;
        this.body = body;
    }

    static <T> Mono<T> of(Loop loop, Coroutine<? extends @Nullable T> body) {
        return onAssembly(new TaskMono<>(loop, body));
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> subscriber) {
        new MonoTask<T>(subscriber).start(loop, body);
    }

    @Override
    @SuppressWarnings("rawtypes") // as it is declared
    public @Nullable Object scanUnsafe(Attr key) {
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }
}
