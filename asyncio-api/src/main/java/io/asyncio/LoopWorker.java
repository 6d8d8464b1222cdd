package io.asyncio;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Scannable;
import reactor.core.scheduler.Scheduler;

/** A worker of a loop's scheduler: the same queue, and a group of work that is disposed together. */
final class LoopWorker implements Scheduler.Worker, Scannable {
    private final LoopScheduler scheduler;
    private final Disposable.Composite workers;
    private final Disposable.Composite works = Disposables.composite();

    LoopWorker(LoopScheduler scheduler, Disposable.Composite workers) {
        this.scheduler = scheduler;
        this.workers = workers;
        workers.add(this); // disposed at once if the scheduler is
    }

    @Override
    public Disposable schedule(Runnable task) {
        return scheduler.submit(ScheduledWork.once(scheduler, works, task), ScheduledWork.AT_ONCE);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return scheduler.submit(ScheduledWork.once(scheduler, works, task), unit.toNanos(delay));
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return scheduler.submit(
                ScheduledWork.repeated(scheduler, works, task, period, unit), unit.toNanos(initialDelay));
    }

    @Override
    public void dispose() {
        works.dispose();
        workers.remove(this);
    }

    @Override
    public boolean isDisposed() {
        return works.isDisposed();
    }

    @Override
    public @Nullable Object scanUnsafe(@SuppressWarnings("rawtypes") Attr key) {
        if (key == Attr.TERMINATED || key == Attr.CANCELLED) {
            return isDisposed();
        }
        if (key == Attr.NAME) {
            return scheduler + ".worker";
        }
        return key == Attr.PARENT ? scheduler : null;
    }
}
