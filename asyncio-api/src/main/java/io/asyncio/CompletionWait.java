package io.asyncio;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A task that waits for some of several futures, for a limited time, and leaves them alone whatever comes. */
final class CompletionWait<T extends @Nullable Object> implements Waiting {
    private final TaskRun run;
    private final ReturnWhen until;
    /** The futures as they were given, and what stands in for them on this loop. */
    private final Map<Future<T>, Future<T>> futures = new LinkedHashMap<>();

    private final List<Listener> listeners = new ArrayList<>();
    private int unfinished;
    private boolean isOver;

    private CompletionWait(TaskRun run, ReturnWhen until) {
        this.run = run;
        this.until = until;
    }

    static <T extends @Nullable Object> WaitResult<T> await(
            ReturnWhen until, Collection<? extends Awaitable<? extends T>> awaitables, long nanos) {
        if (awaitables.isEmpty()) {
            throw new IllegalArgumentException("waitUntil() needs something to wait for, got no awaitable");
        }
        TaskRun run = TaskRun.current("waitUntil()");
        awaitables.forEach(run::refuseItself); // first, as in Gather
        CompletionWait<T> wait = new CompletionWait<>(run, until);
        awaitables.forEach(wait::add);
        wait.await(nanos);
        return wait.result();
    }

    @SuppressWarnings("unchecked") // a future of a T is read as one
    private void add(Awaitable<? extends T> awaitable) {
        Future<T> future = run.loop.futureOf((Awaitable<T>) awaitable);
        futures.computeIfAbsent(future, given -> given.on(run.loop));
    }

    private void await(long nanos) {
        unfinished = futures.size();
        try {
            futures.values().forEach(this::listen);
            if (isOver) {
                run.consumeShare();
            } else if (nanos <= 0) {
                run.yieldNow(); // who only looks, again and again, waits for what the others do
            } else {
                park(nanos);
            }
        } finally {
            listeners.forEach(Listener::stop);
        }
    }

    private void listen(Future<T> future) {
        Listener listener = new Listener(future);
        listeners.add(listener);
        future.addListener(listener); // one that is done calls back at once
    }

    private void park(long nanos) {
        Handle timer = run.loop.addTimerUnlessForever(nanos, this::end);
        try {
            run.park(this);
        } finally {
            if (timer != null) {
                timer.remove();
            }
        }
    }

    private void end() {
        isOver = true;
        run.wake(this);
    }

    private WaitResult<T> result() {
        Set<Future<T>> done = new LinkedHashSet<>();
        Set<Future<T>> pending = new LinkedHashSet<>();
        futures.forEach((given, here) -> (given.done() || here.done() ? done : pending).add(given));
        return new WaitResult<>(done, pending);
    }

    @Override
    public boolean giveUp(Cancellation cancellation) {
        return true;
    }

    @Override
    public String toString() {
        return "some of " + futures.size() + " futures";
    }

    @Override
    public Collection<Future<?>> awaited() {
        return List.copyOf(futures.keySet());
    }

    private final class Listener extends Waiter {
        private final Future<T> future;
        private boolean isWoken;

        Listener(Future<T> future) {
            this.future = future;
        }

        void stop() {
            future.removeListener(this);
            if (isWoken) {
                future.retrievalMissed();
            }
        }

        @Override
        void wake() {
            if (!isWoken) { // again, if there was no memory for the rest
                isWoken = true;
                future.expectRetrieval(); // a failure is for who waits, when all that it waits for has ended
                unfinished--;
            }
            boolean enough =
                    switch (until) {
                        case FIRST_COMPLETED -> true;
                        case FIRST_EXCEPTION -> future.hasFailed() && !future.cancelled();
                        case ALL_COMPLETED -> false;
                    };
            if (enough || unfinished == 0) {
                end();
            }
        }
    }
}
