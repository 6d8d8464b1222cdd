package io.asyncio.reactor;

import io.asyncio.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/** A Mono of a future's outcome, which is others', too: who gives it up before it comes neither discards nor drops it. */
final class FutureMono<T> extends Mono<T> {
    private final Future<T> future;

    private FutureMono(Future<T> future) {
        this.future = future;
    }

    static <T> Mono<T> of(Future<T> future) {
        return onAssembly(new FutureMono<>(future));
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> subscriber) {
        new View<T>(future.toCompletableFuture(), subscriber).start();
    }

    private enum State {
        WAITING,
        REQUESTED,
        /** Nobody has asked for the value: whoever asks emits it. */
        HOLDS_VALUE,
        /** The subscriber has its last signal, or is being given it, or wants none. */
        ENDED
    }

    private static final class View<T> implements Subscription {
        private final CompletableFuture<T> outcome;
        private final CoreSubscriber<? super T> subscriber;
        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

        View(CompletableFuture<T> outcome, CoreSubscriber<? super T> subscriber) {
            this.outcome = outcome;
            this.subscriber = subscriber;
        }

        void start() {
            subscriber.onSubscribe(this);
            outcome.whenComplete(this::end);
        }

        @Override
        public void request(long n) {
            if (Operators.validate(n)
                    && !state.compareAndSet(State.WAITING, State.REQUESTED)
                    && state.compareAndSet(State.HOLDS_VALUE, State.ENDED)) {
                MonoTask.emit(subscriber, outcome.join());
            }
        }

        @Override
        public void cancel() {
            state.set(State.ENDED);
            outcome.cancel(false); // so that the future forgets it
        }

        private void end(@Nullable T value, @Nullable Throwable failure) {
            if (failure == null && value != null) {
                if (!state.compareAndSet(State.WAITING, State.HOLDS_VALUE)
                        && state.compareAndSet(State.REQUESTED, State.ENDED)) {
                    MonoTask.emit(subscriber, value);
                }
            } else if (state.getAndSet(State.ENDED) != State.ENDED) {
                endWithoutValue(failure);
            } else if (failure != null && !outcome.isCancelled()) { // it came while another thread was cancelling this
                Operators.onErrorDropped(failure, subscriber.currentContext());
            }
        }

        private void endWithoutValue(@Nullable Throwable failure) {
            if (failure == null) {
                subscriber.onComplete();
            } else {
                subscriber.onError(failure);
            }
        }
    }
}
