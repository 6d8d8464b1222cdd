package io.asyncio.reactor;

import io.asyncio.Asyncio;
import io.asyncio.CancelledError;
import io.asyncio.Event;
import io.asyncio.Future;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.TaskOptions;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/** One subscription to a Flux that owns a task. Signals come on the loop, so one at a time. */
final class FluxTask<T> implements Subscription, FluxEmitter<T> {
    private final Loop loop;
    private final CoreSubscriber<? super T> subscriber;
    private final AtomicLong requested = new AtomicLong();
    private final Event demand = new Event();
    private boolean ended; // touched on the loop, as are the five below
    private boolean isCounted; // the next emit(), by awaitDemand(): it lets nobody run between the two
    private int emissions; // that the subscriber's onNext, which may suspend, has not returned from
    private @Nullable Thread emitter; // that of the task which makes them; kept, as the next one is mostly the same
    private boolean isEndAwaited; // of these, by other tasks that emit
    private @Nullable Future<?> endOfBody; // that has come meanwhile
    private volatile boolean cancelled;
    private volatile boolean cancelSent;
    private volatile @Nullable Task<?> task;
    private volatile @Nullable Throwable refused; // by request(0) and the like

    FluxTask(Loop loop, CoreSubscriber<? super T> subscriber) {
        this.loop = loop;
        this.subscriber = subscriber;
    }

    void start(FluxBody<T> body) {
        subscriber.onSubscribe(this);
        if (cancelled) {
            return;
        }
        TaskOptions options = TaskOptions.defaults()
                .withReactorContext(subscriber.currentContext())
                .withDoneCallback(this::end);
        try {
            task = loop.createTask(options, () -> body.run(this));
        } catch (IllegalStateException loopClosed) {
            BodyFailure.signal(loopClosed, !cancelled, subscriber);
            return;
        }
        if (cancelled || refused != null) {
            endTask();
        }
    }

    @Override
    public void awaitDemand() {
        suspendUntilDemand("awaitDemand()", true);
        isCounted = true;
        if (!isWanted()) {
            raiseCancel();
        }
    }

    private void suspendUntilDemand(String call, boolean counts) {
        if (!loop.isCurrent()) {
            throw new IllegalStateException(call + " was called in thread '"
                    + Thread.currentThread().getName() + "': emit in the body, or in a task of " + loop);
        }
        refuseAfterEnd(call);
        if (counts && requested.get() != 0) {
            StepShare.consume();
        }
        while ((requested.get() == 0 || isAnotherEmitting()) && isWanted() && !ended) {
            demand.clear();
            demand.await();
        }
        if (isWanted()) {
            refuseAfterEnd(call);
        }
    }

    /** Signals come one after the other; but a subscriber may have the task that calls it emit again. */
    private boolean isAnotherEmitting() {
        boolean isAnother = emissions > 0 && emitter != Thread.currentThread();
        isEndAwaited |= isAnother;
        return isAnother;
    }

    private void refuseAfterEnd(String call) {
        if (ended) {
            throw new IllegalStateException(call + " was called after the end of the Flux, whose body has returned:"
                    + " await in the body the tasks that emit");
        }
    }

    @Override
    public void emit(T element) {
        Objects.requireNonNull(element, "element");
        boolean counts = !isCounted;
        isCounted = false;
        try {
            suspendUntilDemand("emit()", counts);
        } catch (CancelledError cancel) {
            if (!isWanted()) { // else it stays the caller's, who may emit it again, as after a timeout
                discard(element);
            }
            throw cancel;
        }
        if (!isWanted()) {
            discard(element);
            raiseCancel();
        }
        if (requested.get() != Long.MAX_VALUE) {
            requested.decrementAndGet();
        }
        signal(element);
    }

    private void signal(T element) {
        if (emissions++ == 0 && emitter != Thread.currentThread()) {
            emitter = Thread.currentThread();
        }
        try {
            subscriber.onNext(element);
        } finally {
            if (--emissions == 0) {
                goOnBehindOnNext();
            }
        }
    }

    private void goOnBehindOnNext() {
        Future<?> end = endOfBody;
        if (end != null) {
            endOfBody = null;
            signalEnd(end);
        } else if (isEndAwaited) {
            demand.set();
            isEndAwaited = false;
        }
    }

    private void discard(T element) {
        Operators.onDiscard(element, subscriber.currentContext());
    }

    /** Raises the task's own cancel if it is yet to come, so that it does not come once more in the clean-up. */
    private void raiseCancel() {
        boolean sent;
        do {
            sent = cancelSent;
            Asyncio.sleepMs(0);
        } while (!sent);
        throw new CancelledError("the subscription was cancelled");
    }

    private boolean isWanted() {
        return !cancelled && refused == null;
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            refused = new IllegalArgumentException("a subscriber must request at least one element, got " + n);
            endTask();
            return;
        }
        if (requested.getAndAccumulate(n, Operators::addCap) == 0) {
            OnLoop.run(loop, demand::set);
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        endTask();
    }

    private void endTask() {
        Task<?> toEnd = task;
        if (toEnd != null) {
            toEnd.cancel();
            cancelSent = true;
            OnLoop.run(loop, demand::set); // for the other tasks that emit; behind the cancel
        }
    }

    /** On the loop, when the task is done. */
    private void end(Future<?> done) {
        ended = true;
        demand.set(); // tasks that outlive the body wait no longer
        if (emissions == 0) {
            signalEnd(done);
        } else { // in one of them
            endOfBody = done;
        }
    }

    private void signalEnd(Future<?> done) {
        emitter = null;
        boolean isCancelled = cancelled;
        Throwable refusal = refused;
        boolean isWanted = !isCancelled && refusal == null;
        Throwable failure = BodyFailure.of(done);
        if (failure != null) {
            BodyFailure.signal(failure, isWanted, subscriber);
        } else if (isWanted) {
            subscriber.onComplete();
        }
        if (refusal != null && !isCancelled) {
            subscriber.onError(refusal);
        }
    }
}
