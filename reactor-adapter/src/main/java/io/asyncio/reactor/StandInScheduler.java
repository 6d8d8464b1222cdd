package io.asyncio.reactor;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A scheduler in place of another: whatever takes its place ends it, and leaves what it stands for alone. */
final class StandInScheduler implements Scheduler, Scannable {
    private final Supplier<Scheduler> actual;
    private final Supplier<Scheduler> asked;

    StandInScheduler(Supplier<Scheduler> actual) {
        this(actual, actual);
    }

    /** {@code actual} has work, perhaps each time another one; {@code asked} is for questions, such as what time it is. */
    StandInScheduler(Supplier<Scheduler> actual, Supplier<Scheduler> asked) {
        this.actual = actual;
        this.asked = asked;
    }

    @Override
    public Disposable schedule(Runnable task) {
        return actual.get().schedule(task);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return actual.get().schedule(task, delay, unit);
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return actual.get().schedulePeriodically(task, initialDelay, period, unit);
    }

    @Override
    public Worker createWorker() {
        return actual.get().createWorker();
    }

    @Override
    public long now(TimeUnit unit) {
        return asked.get().now(unit);
    }

    @Override
    public void init() {}

    @Override
    public void dispose() {}

    @Override
    public Mono<Void> disposeGracefully() {
        return Mono.empty();
    }

    @Override
    public boolean isDisposed() {
        return asked.get().isDisposed();
    }

    @Override
    public @Nullable Object scanUnsafe(@SuppressWarnings("rawtypes") Attr key) {
        return Scannable.from(asked.get()).scanUnsafe(key);
    }

    @Override
    public String toString() {
        return asked.get().toString();
    }
}
