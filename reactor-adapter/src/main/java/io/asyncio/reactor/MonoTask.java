package io.asyncio.reactor;

import io.asyncio.Coroutine;
import io.asyncio.Future;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.TaskOptions;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;

/** One subscription to a Mono that owns a task: also the task's done callback, to save an object and a call. */
final class MonoTask<T> implements Subscription, Consumer<Future<?>>, Scannable {
    /** The task runs, and nobody has asked for its value; the value a field has by itself, which costs no fence. */
    private static final int WAITING = 0;
    /** The task runs, and its value is asked for. */
    private static final int REQUESTED = 1;
    /** The task is done, and nobody has asked for its value: whoever asks emits it. */
    private static final int HOLDS_VALUE = 2;
    /** The subscriber has its last signal, or is being given it. */
    private static final int ENDED = 3;
    /** The subscriber wants no signal. */
    private static final int CANCELLED = 4;

    @SuppressWarnings("rawtypes") // a class literal has no type arguments
    private static final AtomicIntegerFieldUpdater<MonoTask> STATE =
            AtomicIntegerFieldUpdater.newUpdater(MonoTask.class, "state");

    private final CoreSubscriber<? super T> subscriber;
    private volatile int state;
    private volatile @Nullable Task<?> task;
    private @Nullable T heldValue; // written before HOLDS_VALUE, read by who leaves that

    MonoTask(CoreSubscriber<? super T> subscriber) {
        this.subscriber = subscriber;
    }

    void start(Loop loop, Coroutine<? extends @Nullable T> body) {
        subscriber.onSubscribe(this);
        if (state == CANCELLED) {
            return;
        }
        TaskOptions options = TaskOptions.defaults()
                .withReactorContext(subscriber.currentContext())
                .withDoneCallback(this);
        try {
            task = loop.createTask(options, body);
        } catch (IllegalStateException loopClosed) {
            fail(loopClosed);
            return;
        }
        if (state == CANCELLED) {
            cancelTask();
        }
    }

    @Override
    public void request(long n) {
        if (Operators.validate(n)
                && !STATE.compareAndSet(this, WAITING, REQUESTED)
                && STATE.compareAndSet(this, HOLDS_VALUE, ENDED)) {
            emit(subscriber, takeHeldValue());
        }
    }

    @Override
    public void cancel() {
        int before = leaveFor(CANCELLED);
        if (before == HOLDS_VALUE) {
            discard(takeHeldValue());
        } else if (before != ENDED) {
            cancelTask();
        }
    }

    private void cancelTask() {
        Task<?> toCancel = task;
        if (toCancel != null) {
            toCancel.cancel();
        }
    }

    /** On the loop, when the task is done. */
    @Override
    public void accept(Future<?> done) {
        Throwable failure = BodyFailure.of(done);
        if (failure == null) {
            succeed(resultOf(done));
        } else {
            fail(failure);
        }
    }

    @SuppressWarnings("unchecked") // it is the task of a body of T
    private @Nullable T resultOf(Future<?> done) {
        return (T) done.result();
    }

    private void succeed(@Nullable T value) {
        if (value == null) {
            if (leaveFor(ENDED) != CANCELLED) {
                subscriber.onComplete();
            }
        } else if (!isHeld(value)) { // so it is requested or cancelled
            if (STATE.compareAndSet(this, REQUESTED, ENDED)) {
                emit(subscriber, value);
            } else {
                discard(value);
            }
        }
    }

    private boolean isHeld(T value) {
        if (state != WAITING) {
            return false;
        }
        heldValue = value;
        return STATE.compareAndSet(this, WAITING, HOLDS_VALUE);
    }

    private @Nullable T takeHeldValue() {
        T value = heldValue;
        heldValue = null;
        return value;
    }

    /** A subscriber that throws is told, as by Reactor's own sinks: it would wait for ever. */
    static <T> void emit(CoreSubscriber<? super T> subscriber, @Nullable T value) {
        try {
            subscriber.onNext(value);
            subscriber.onComplete();
        } catch (Throwable e) {
            subscriber.onError(e);
        }
    }

    private void discard(@Nullable T value) {
        Operators.onDiscard(value, subscriber.currentContext());
    }

    private void fail(Throwable failure) {
        BodyFailure.signal(failure, leaveFor(ENDED) != CANCELLED, subscriber);
    }

    /** The state before; the two last ones are for good. */
    private int leaveFor(int last) {
        return STATE.getAndUpdate(this, before -> before == ENDED || before == CANCELLED ? before : last);
    }

    @Override
    @SuppressWarnings("rawtypes") // as it is declared
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.ACTUAL) {
            return subscriber;
        }
        if (key == Attr.RUN_STYLE) {
            return Attr.RunStyle.ASYNC;
        }
        if (key == Attr.CANCELLED) {
            return state == CANCELLED;
        }
        return key == Attr.TERMINATED ? (Object) (state == ENDED) : null;
    }
}
