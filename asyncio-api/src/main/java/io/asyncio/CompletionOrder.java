package io.asyncio;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Several futures, each given out once it is done. */
final class CompletionOrder<T extends @Nullable Object> implements Iterator<Future<T>> {
    private final Loop loop;
    private final ArrayDeque<Future<T>> done = new ArrayDeque<>();
    private final WaitQueue waiters = new WaitQueue(this);
    private final long nanos;
    private final @Nullable Handle timer;
    private final Set<Listener> unfinished = new LinkedHashSet<>();
    private int left; // to be given out, and not claimed by a task that waits
    private boolean timedOut;

    @SuppressWarnings("unchecked") // a future of a T is read as one
    CompletionOrder(Collection<? extends Awaitable<? extends T>> awaitables, long nanos) {
        StackReserve.require();
        this.loop = RunningLoop.require("asCompleted()");
        this.nanos = nanos;
        Set<Future<T>> futures = new LinkedHashSet<>();
        awaitables.forEach(awaitable -> futures.add(loop.futureOf((Awaitable<T>) awaitable)));
        left = futures.size();
        timer = left == 0 ? null : loop.addTimerUnlessForever(nanos, this::timeOut);
        futures.forEach(future -> unfinished.add(new Listener(future)));
        List.copyOf(unfinished).forEach(Listener::listen);
    }

    private void timeOut() {
        timedOut = true;
        waiters.wakeAll();
        unfinished.forEach(Listener::giveUp);
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    @Override
    public Future<T> next() {
        TaskRun run = TaskRun.current("asCompleted()");
        if (!done.isEmpty()) {
            run.consumeShareFor(done);
        }
        if (left == 0) {
            throw new NoSuchElementException("asCompleted() has given out all its futures: ask hasNext() first");
        }
        left--;
        try {
            while (done.isEmpty() && !timedOut) {
                waiters.park(run, waiters::wakeFirst);
            }
        } catch (Throwable e) {
            left++;
            throw e;
        }
        return done.isEmpty() ? timedOut() : done.remove();
    }

    private Future<T> timedOut() {
        String limit = Durations.toSeconds(Math.max(0, nanos)) + " s";
        throw Sneaky.raise(
                new TimeoutException("Timed out after " + limit + ": " + unfinished.size() + " are not done"));
    }

    private final class Listener extends Waiter {
        private final Future<T> future;
        private final Future<T> here;

        Listener(Future<T> future) {
            this.future = future;
            this.here = future.on(loop);
        }

        /** A future that is done calls back at once. */
        void listen() {
            here.addListener(this);
        }

        void giveUp() {
            here.removeListener(this);
        }

        @Override
        void wake() {
            done.add(future); // first: there may be no memory for it
            unfinished.remove(this);
            if (unfinished.isEmpty() && timer != null) {
                timer.remove();
            }
            waiters.wakeFirst();
        }
    }
}
