package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import io.asyncio.TaskOptions;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Runs work in the request's task, if it is called there, and otherwise in a new one. */
final class RequestExecutor extends LoopTaskExecutor {
    RequestExecutor(Loop loop, TaskOptions defaults) {
        super(loop, defaults);
    }

    @Override
    public void execute(Runnable work) {
        if (RequestTask.isCurrent(loop)) {
            work.run();
        } else {
            super.execute(work);
        }
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Callable<T> work) {
        if (!RequestTask.isCurrent(loop)) {
            return super.submit(work);
        }
        try {
            return CompletableFuture.completedFuture(work.call());
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
