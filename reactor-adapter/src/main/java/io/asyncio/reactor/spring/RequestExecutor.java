package io.asyncio.reactor.spring;

import io.asyncio.TaskOptions;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Runs work in the request's task, if it is called there, and otherwise in a new one. */
final class RequestExecutor extends LoopTaskExecutor {
    RequestExecutor(ApplicationLoops loops, TaskOptions defaults) {
        super(loops, defaults);
    }

    @Override
    public void execute(Runnable work) {
        if (RequestTask.isCurrent()) {
            work.run();
        } else {
            super.execute(work);
        }
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Callable<T> work) {
        if (!RequestTask.isCurrent()) {
            return super.submit(work);
        }
        try {
            return CompletableFuture.completedFuture(work.call());
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
