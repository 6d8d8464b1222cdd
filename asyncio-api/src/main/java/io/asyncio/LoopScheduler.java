package io.asyncio;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * The loop as a Reactor scheduler: work joins the loop's queue, and its timers are the loop's timers. Disposing it ends
 * its work and leaves the loop alone; a loop that closes disposes it.
 */
final class LoopScheduler implements Scheduler, Scannable {
    private final Loop loop;
    private final Disposable.Composite works = Disposables.composite();
    private final Set<ScheduledWork> periodic = ConcurrentHashMap.newKeySet();
    private final AtomicInteger pending = new AtomicInteger();
    private volatile Sinks.@Nullable Empty<Void> terminated; // made for the first who asks: it loads some 130 classes
    private volatile boolean shutDown;

    LoopScheduler(Loop loop) {
        this.loop = loop;
    }

    @Override
    public Disposable schedule(Runnable task) {
        return submit(ScheduledWork.once(this, works, task), ScheduledWork.AT_ONCE);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return submit(ScheduledWork.once(this, works, task), unit.toNanos(delay));
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return submit(ScheduledWork.repeated(this, works, task, period, unit), unit.toNanos(initialDelay));
    }

    @Override
    public Worker createWorker() {
        return new LoopWorker(this, works);
    }

    /** Queues {@code work}, which belongs to this or to one of its workers. */
    Disposable submit(ScheduledWork work, long delay) {
        StackReserve.require();
        pending.incrementAndGet();
        if (work.isPeriodic()) {
            periodic.add(work); // before shutDown is read: a graceful dispose sees the work, or the work sees it
        }
        if (shutDown || loop.core.takesNoMore() || !work.joinGroup()) {
            work.dispose();
            throw Exceptions.failWithRejected();
        }
        try {
            work.enqueue(loop, delay);
        } catch (IllegalStateException noMoreWork) { // of the scheduler under the loop
            work.dispose();
            throw Exceptions.failWithRejected(noMoreWork);
        }
        return work;
    }

    /** {@code work} will not run any more. */
    void ended(ScheduledWork work) {
        if (work.isPeriodic()) {
            periodic.remove(work);
        }
        pending.decrementAndGet();
        signalTermination();
    }

    private void signalTermination() {
        Sinks.Empty<Void> asked = terminated;
        if (asked != null && shutDown && pending.get() == 0) {
            asked.tryEmitEmpty();
        }
    }

    /** Wall time on a real clock, as of other schedulers; what has passed, in virtual time. */
    @Override
    public long now(TimeUnit unit) {
        return unit.convert(loop.core.host.nanoTime() + loop.core.host.epochNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void init() {
        if (shutDown) {
            throw new IllegalStateException(this + " is disposed: take the scheduler of a new event loop");
        }
    }

    @Override
    public void dispose() {
        shutDown = true;
        works.dispose();
        signalTermination();
    }

    /** Refuses new work and ends periodic work at once; completes when all other work has run. */
    @Override
    public Mono<Void> disposeGracefully() {
        return Mono.defer(() -> {
            shutDown = true;
            periodic.forEach(Disposable::dispose);
            Sinks.Empty<Void> asked = termination();
            signalTermination();
            return asked.asMono();
        });
    }

    private synchronized Sinks.Empty<Void> termination() {
        Sinks.Empty<Void> made = terminated;
        if (made == null) {
            made = Sinks.empty();
            terminated = made;
        }
        return made;
    }

    @Override
    public boolean isDisposed() {
        return shutDown;
    }

    @Override
    public @Nullable Object scanUnsafe(@SuppressWarnings("rawtypes") Attr key) {
        if (key == Attr.TERMINATED || key == Attr.CANCELLED) {
            return isDisposed();
        }
        if (key == Attr.NAME) {
            return toString();
        }
        if (key == Attr.CAPACITY) {
            return 1;
        }
        return key == Attr.BUFFERED ? pending.get() : null;
    }

    @Override
    public String toString() {
        return "loop(" + loop.core.host + ")";
    }
}
