package io.asyncio.reactor.tck;

import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/** A publisher that gives its subscriber away. */
final class CaughtSubscriber<T> implements Publisher<T> {
    private final CompletableFuture<Subscriber<T>> subscriber = new CompletableFuture<>();

    @Override
    @SuppressWarnings("unchecked")
    public void subscribe(Subscriber<? super T> newSubscriber) {
        subscriber.complete((Subscriber<T>) newSubscriber);
    }

    Subscriber<T> await() {
        return subscriber.join();
    }
}
