package io.asyncio.reactor;

import io.asyncio.CancelledError;
import io.asyncio.Event;
import io.asyncio.Loop;
import io.asyncio.Outcome;
import io.asyncio.Task;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Operators;

/** A task that awaits a Mono: the subscriber, what suspends until the Mono completes, and what wakes the task then. */
final class AwaitedMono<T> extends OwnedSubscription<T> implements Runnable {
    /** Nobody is suspended yet: a Mono that completes now costs no switch. A field has it by itself, without a fence. */
    private static final int SUBSCRIBED = 0;

    private static final int SUSPENDED = 1;
    private static final int COMPLETED = 2;
    private static final int CANCELLED = 3;

    @SuppressWarnings("rawtypes") // a class literal has no type arguments
    private static final AtomicIntegerFieldUpdater<AwaitedMono> STATE =
            AtomicIntegerFieldUpdater.newUpdater(AwaitedMono.class, "state");

    @SuppressWarnings("rawtypes")
    private static final AtomicReferenceFieldUpdater<AwaitedMono, Object> VALUE =
            AtomicReferenceFieldUpdater.newUpdater(AwaitedMono.class, Object.class, "value");

    private final Loop loop;
    private volatile int state;
    private @Nullable Event completion; // written before SUSPENDED; null if nobody needs to be woken
    private volatile @Nullable T value;
    private @Nullable Throwable error; // written before COMPLETED

    AwaitedMono(Task<?> task) {
        super(task);
        this.loop = task.loop();
    }

    @Nullable
    T await() {
        try {
            if (state == SUBSCRIBED) {
                suspend();
            } else {
                StepShare.consume();
            }
        } catch (Throwable e) { // a cancel, or the stack is full or cannot be left: nobody waits any more
            cancel();
            throw e;
        }
        return outcome();
    }

    private void suspend() {
        Event until = new Event();
        completion = until;
        if (STATE.compareAndSet(this, SUBSCRIBED, SUSPENDED)) {
            until.await();
        }
    }

    private @Nullable T outcome() {
        Throwable failure = error;
        if (failure != null) {
            throw raise(failure);
        }
        return value;
    }

    private void cancel() {
        int before = STATE.getAndSet(this, CANCELLED);
        if (before == COMPLETED && error != null) {
            Operators.onErrorDropped(error, context);
        }
        Subscription toCancel = subscription;
        if (toCancel != null && before != COMPLETED) {
            toCancel.cancel();
        }
        discardValue();
    }

    /** Once, although a cancel and a value that meet may both do so. */
    private void discardValue() {
        Operators.onDiscard(VALUE.getAndSet(this, null), context);
    }

    @Override
    boolean isUnwanted() {
        return state == CANCELLED;
    }

    @Override
    void subscribed(Subscription newSubscription) {
        newSubscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(T next) {
        Objects.requireNonNull(next, "next");
        if (state == CANCELLED) {
            Operators.onDiscard(next, context);
        } else if (value != null || state == COMPLETED) {
            Operators.onNextDropped(next, context);
        } else {
            value = next;
            if (state == CANCELLED) {
                discardValue(); // the cancel did not see it
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        if (state != COMPLETED) { // else it is too late
            error = failure;
        }
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
        if (state == SUBSCRIBED && STATE.compareAndSet(this, SUBSCRIBED, COMPLETED)) {
            return true;
        }
        boolean wakes = STATE.compareAndSet(this, SUSPENDED, COMPLETED);
        if (wakes) {
            OnLoop.run(loop, this);
        }
        return wakes;
    }

    /** On the loop: wakes the task. */
    @Override
    public void run() {
        if (completion != null) {
            completion.set();
        }
    }

    /**
     * As it is, also a checked one; its stack trace then ends with where the current task has awaited it. A cancel that has
     * crossed the border is one again.
     */
    static RuntimeException raise(Throwable failure) {
        if (failure instanceof CancellationException cancelled) {
            throw CancelledError.from(cancelled);
        }
        new Outcome.Failure<>(failure).get();
        throw new AssertionError("the outcome of a failure is raised", failure);
    }
}
