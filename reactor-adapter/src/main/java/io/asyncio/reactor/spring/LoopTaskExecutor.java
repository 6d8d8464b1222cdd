package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import io.asyncio.Task;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.core.task.AsyncTaskExecutor;

/**
 * Runs work as tasks of a loop, so that it may suspend; cancelling the work's future cancels the task. An executor
 * service, as Reactor cancels only the work of those. Its end is the loop's.
 */
final class LoopTaskExecutor extends AbstractExecutorService implements AsyncTaskExecutor {
    private final Loop loop;

    LoopTaskExecutor(Loop loop) {
        this.loop = loop;
    }

    @Override
    public void execute(Runnable work) {
        submit(work);
    }

    @Override
    public Future<?> submit(Runnable work) {
        return submit(() -> {
            work.run();
            return null;
        });
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Callable<T> work) {
        try {
            return new OwningFuture<>(loop.createTask(work::call));
        } catch (IllegalStateException closed) {
            throw new RejectedExecutionException(closed);
        }
    }

    @Override
    public void shutdown() {
        throw new UnsupportedOperationException("close() the loop instead");
    }

    @Override
    public List<Runnable> shutdownNow() {
        throw new UnsupportedOperationException("close() the loop instead");
    }

    @Override
    public boolean isShutdown() {
        return loop.isClosed();
    }

    @Override
    public boolean isTerminated() {
        return loop.isClosed();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return loop.isClosed();
    }

    private static final class OwningFuture<T extends @Nullable Object> extends CompletableFuture<T> {
        private final Task<T> task;

        OwningFuture(Task<T> task) {
            this.task = task;
            task.toCompletableFuture().whenComplete((value, error) -> {
                if (error == null) {
                    complete(value);
                } else {
                    completeExceptionally(error);
                }
            });
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean cancelled = super.cancel(mayInterrupt);
            task.cancel();
            return cancelled;
        }
    }
}
