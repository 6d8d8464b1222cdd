package io.asyncio.reactor;

import io.asyncio.Asyncio;
import io.asyncio.CancelledError;
import io.asyncio.Future;
import io.asyncio.Loop;
import io.asyncio.Task;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** A task that awaits a Mono: the subscriber, and what suspends until the Mono completes. */
final class AwaitedMono<T> implements CoreSubscriber<T> {
    private enum State {
        /** Nobody is suspended yet: a Mono that completes now costs no switch. */
        SUBSCRIBED,
        SUSPENDED,
        COMPLETED,
        CANCELLED
    }

    private final Loop loop;
    private final Context context;
    private final AtomicReference<State> state = new AtomicReference<>(State.SUBSCRIBED);
    private volatile @Nullable Subscription subscription;
    private volatile @Nullable Future<Boolean> completed; // set before SUSPENDED

    // written by the signals, read once COMPLETED or CANCELLED
    private volatile @Nullable T value;
    private volatile @Nullable Throwable error;

    AwaitedMono(Task<?> task) {
        this.loop = task.loop();
        this.context = Context.of(task.reactorContext());
    }

    @Nullable
    T await() {
        Future<Boolean> future = loop.createFuture();
        completed = future;
        if (state.compareAndSet(State.SUBSCRIBED, State.SUSPENDED)) {
            try {
                Asyncio.await(future);
            } catch (CancelledError e) {
                cancel();
                throw e;
            }
        }
        return outcome();
    }

    private @Nullable T outcome() {
        Throwable failure = error;
        if (failure instanceof CancellationException) {
            CancelledError cancelled = new CancelledError(failure.getMessage());
            cancelled.initCause(failure);
            throw cancelled;
        }
        if (failure != null) {
            throw AwaitedMono.<RuntimeException>raise(failure);
        }
        return value;
    }

    private void cancel() {
        State before = state.getAndSet(State.CANCELLED);
        if (before == State.COMPLETED && error != null) {
            Operators.onErrorDropped(error, context);
        }
        Subscription toCancel = subscription;
        if (toCancel != null && before != State.COMPLETED) {
            toCancel.cancel();
        }
        discardValue();
    }

    private void discardValue() {
        T discarded = value;
        value = null;
        Operators.onDiscard(discarded, context);
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription newSubscription) {
        if (Operators.validate(subscription, newSubscription)) {
            subscription = newSubscription;
            newSubscription.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(T next) {
        if (state.get() == State.CANCELLED) {
            Operators.onDiscard(next, context);
        } else if (value != null || state.get() == State.COMPLETED) {
            Operators.onNextDropped(next, context);
        } else {
            value = next;
            if (state.get() == State.CANCELLED) {
                discardValue(); // the cancel did not see it
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        error = failure;
        if (!complete()) {
            Operators.onErrorDropped(failure, context);
        }
    }

    @Override
    public void onComplete() {
        complete();
    }

    /** False if the Mono had completed before, or nobody awaits it any more. */
    private boolean complete() {
        State before = state.get();
        while (before == State.SUBSCRIBED || before == State.SUSPENDED) {
            if (state.compareAndSet(before, State.COMPLETED)) {
                if (before == State.SUSPENDED) {
                    wake();
                }
                return true;
            }
            before = state.get();
        }
        return false;
    }

    private void wake() {
        Future<Boolean> future = completed;
        if (future == null) {
            throw new AssertionError("suspended without a future");
        }
        OnLoop.run(loop, () -> finish(future));
    }

    private static void finish(Future<Boolean> future) {
        if (!future.done()) {
            future.setResult(true);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // raises a checked exception as it is
    static <X extends Throwable> RuntimeException raise(Throwable failure) throws X {
        throw (X) failure;
    }
}
