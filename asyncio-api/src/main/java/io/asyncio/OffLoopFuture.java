package io.asyncio;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A {@link CompletableFuture} that a loop completes. Off the loops it is as any other; where waiting for it would block a
 * loop, that is refused. So it is with all that derive from it.
 */
final class OffLoopFuture<T extends @Nullable Object> extends CompletableFuture<T> {
    private final String instead;

    /** To be told to who would block a loop: what to call instead. */
    OffLoopFuture(String instead) {
        this.instead = instead;
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new OffLoopFuture<>(instead);
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        refuseOnLoop("get()");
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        refuseOnLoop("get()");
        return super.get(timeout, unit);
    }

    @Override
    public T join() {
        refuseOnLoop("join()");
        return super.join();
    }

    private void refuseOnLoop(String call) {
        if (!isDone()) {
            RunningLoop.refuseBlocking(call, instead);
        }
    }
}
