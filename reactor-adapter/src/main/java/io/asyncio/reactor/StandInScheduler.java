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

    StandInScheduler(Supplier<Scheduler> actual) {
        this.actual = actual;
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
        return actual.get().now(unit);
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
        return actual.get().isDisposed();
    }

    @Override
    public @Nullable Object scanUnsafe(@SuppressWarnings("rawtypes") Attr key) {
        return Scannable.from(actual.get()).scanUnsafe(key);
    }

    @Override
    public String toString() {
        return actual.get().toString();
    }
}
