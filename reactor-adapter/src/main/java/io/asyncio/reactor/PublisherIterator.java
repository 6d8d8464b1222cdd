package io.asyncio.reactor;

import io.asyncio.AsyncIterator;
import io.asyncio.CancelledError;
import io.asyncio.Task;
import io.asyncio.ThreadSafeFlag;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Operators;

/** The subscriber, on any thread, and the iterator of the task that takes what it is given. */
final class PublisherIterator<T> extends OwnedSubscription<T> implements AsyncIterator<T> {
    private final int prefetch;
    private final Queue<T> arrived = new ConcurrentLinkedQueue<>(); // a close and a late signal may both empty it
    private final ThreadSafeFlag changed = new ThreadSafeFlag();
    private final AtomicReference<@Nullable Throwable> error =
            new AtomicReference<>(); // set before ended; who takes it deals with it
    private volatile boolean ended;
    private volatile boolean closed;
    private final boolean onDemand;
    private long outstanding; // requested and not yet taken; the task's
    private @Nullable T next; // taken by hasNext(); the task's
    private boolean cancelled; // the wait of a hasNext(), which has closed this; the task's
    private boolean asked; // by a task that is suspended in hasNext(); the loop's

    private PublisherIterator(Task<?> task, int prefetch, boolean onDemand) {
        super(task);
        this.prefetch = prefetch;
        this.onDemand = onDemand;
        this.outstanding = onDemand ? 0 : prefetch;
    }

    /** Requests an element when the task asks for one. */
    static <T> PublisherIterator<T> onDemand(Task<?> task) {
        return new PublisherIterator<>(task, 1, true);
    }

    /** Requests {@code prefetch} elements with the subscription, and as many whenever all were taken. */
    static <T> PublisherIterator<T> ahead(Task<?> task, int prefetch) {
        if (prefetch < 1) {
            throw new IllegalArgumentException("a prefetch must be at least 1, got " + prefetch);
        }
        return new PublisherIterator<>(task, prefetch, false);
    }

    @Override
    public boolean hasNext() {
        refuseIfAsked();
        refuseIfCancelled();
        if (next == null && !closed && !arrived.isEmpty()) {
            closingIfCancelled(StepShare::consume);
        }
        while (next == null && !closed) {
            boolean noneWillCome = ended; // read before the queue: what came before the end is in it
            next = arrived.poll();
            if (next != null) {
                outstanding--;
            } else if (noneWillCome) {
                Throwable failure = error.getAndSet(null);
                close();
                if (failure != null) {
                    throw AwaitedMono.raise(failure);
                }
            } else {
                awaitChange();
            }
        }
        return next != null;
    }

    private void awaitChange() {
        requestMore();
        closingIfCancelled(changed::await);
    }

    private void closingIfCancelled(Runnable wait) {
        asked = true;
        try {
            wait.run();
        } catch (CancelledError e) {
            cancelled = !closed;
            close();
            throw e;
        } finally {
            asked = false;
        }
    }

    /** Also an element at hand is for the task that waits for it. */
    private void refuseIfAsked() {
        if (asked) {
            throw new IllegalStateException("hasNext() was called while another task waits for this iterator:"
                    + " one task iterates at a time");
        }
    }

    /** What would look like the Publisher's end is told from it. */
    private void refuseIfCancelled() {
        if (cancelled) {
            throw new IllegalStateException("This iterator is closed, as a wait for its next element was cancelled or"
                    + " timed out: iterate anew, or limit the wait in the Publisher, by timeout() or buffer()");
        }
    }

    private void requestMore() {
        Subscription source = subscription;
        if (outstanding <= 0 && source != null) { // less: it has given more than was requested
            outstanding = prefetch;
            source.request(prefetch);
        }
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the Publisher has no more elements: ask hasNext() first");
        }
        T taken = Objects.requireNonNull(next);
        next = null;
        return taken;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (asked) {
            changed.set(); // another task waits: for it, this is the end
        }
        Subscription source = subscription;
        if (source != null && !ended) {
            source.cancel();
        }
        discardArrived();
        dropError();
    }

    private void dropError() {
        Throwable failure = error.getAndSet(null);
        if (failure != null) {
            Operators.onErrorDropped(failure, context);
        }
    }

    private void discardArrived() {
        T unwanted = next;
        next = null;
        for (; unwanted != null || (unwanted = arrived.poll()) != null; unwanted = null) {
            Operators.onDiscard(unwanted, context);
        }
    }

    @Override
    boolean isUnwanted() {
        return closed;
    }

    @Override
    void subscribed(Subscription newSubscription) {
        if (onDemand) {
            changed.set(); // the task requests
        } else {
            newSubscription.request(prefetch);
        }
    }

    @Override
    public void onNext(T element) {
        Objects.requireNonNull(element, "element");
        if (ended) {
            Operators.onNextDropped(element, context);
        } else {
            arrived.add(element);
            if (closed) { // the close may not have seen it: whoever polls it discards it
                Operators.onDiscard(arrived.poll(), context);
            }
            changed.set();
        }
    }

    @Override
    public void onError(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        if (ended) {
            Operators.onErrorDropped(failure, context);
            return;
        }
        error.set(failure);
        ended = true;
        if (closed) { // the close may not have seen it
            dropError();
        }
        changed.set();
    }

    @Override
    public void onComplete() {
        ended = true;
        changed.set();
    }
}
