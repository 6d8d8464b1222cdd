package io.asyncio.examples.schedules;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Operators;
import reactor.core.publisher.SignalType;
import reactor.util.context.Context;

/** A subscriber that requests nothing by itself, and notes what it is given, what is discarded, and its ends. */
final class Signals extends BaseSubscriber<Integer> {
    final CompletableFuture<SignalType> end = new CompletableFuture<>();
    private final List<Integer> given = new ArrayList<>();
    private final List<Object> discarded = new ArrayList<>();
    private int ends;

    @Override
    protected void hookOnSubscribe(Subscription subscription) {}

    @Override
    public Context currentContext() {
        return Operators.enableOnDiscard(Context.empty(), this::noteDiscarded);
    }

    private synchronized void noteDiscarded(Object element) {
        discarded.add(element);
    }

    @Override
    protected synchronized void hookOnNext(Integer element) {
        given.add(element);
    }

    @Override
    protected void hookFinally(SignalType type) {
        synchronized (this) {
            ends++;
        }
        end.complete(type);
    }

    synchronized List<Integer> given() {
        return List.copyOf(given);
    }

    synchronized List<Object> discarded() {
        return List.copyOf(discarded);
    }

    synchronized int ends() {
        return ends;
    }
}
