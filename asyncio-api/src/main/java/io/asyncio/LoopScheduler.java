package io.asyncio;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** Stub to be replaced. */
final class LoopScheduler implements Scheduler {
    LoopScheduler(Loop loop) {}

    @Override
    public Disposable schedule(Runnable task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Worker createWorker() {
        throw new UnsupportedOperationException();
    }
}
