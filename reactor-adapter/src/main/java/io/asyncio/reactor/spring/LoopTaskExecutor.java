package io.asyncio.reactor.spring;

import io.asyncio.CancelledError;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.TaskOptions;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.core.task.AsyncTaskExecutor;

/**
 * Runs work as tasks of a loop, so that it may suspend; cancelling the work's future cancels the task. What submitted
 * work throws is in its future; of work that has none, or whose future was cancelled, the loop's exception handler is
 * told. An executor service, as Reactor cancels only the work of those. Its end is the loop's.
 */
final class LoopTaskExecutor extends AbstractExecutorService implements AsyncTaskExecutor {
    private final Loop loop;

    LoopTaskExecutor(Loop loop) {
        this.loop = loop;
    }

    @Override
    public void execute(Runnable work) {
        createTask(TaskOptions.defaults(), Executors.callable(work));
    }

    @Override
    public Future<?> submit(Runnable work) {
        return submit(Executors.callable(work));
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Callable<T> work) {
        return new OwningFuture<>(work);
    }

    private <T extends @Nullable Object> Task<T> createTask(TaskOptions options, Callable<T> work) {
        try {
            return loop.createTask(options, work::call);
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

    private final class OwningFuture<T extends @Nullable Object> extends CompletableFuture<T> {
        private final Task<T> task;

        OwningFuture(Callable<T> work) {
            task = createTask(TaskOptions.defaults().withDoneCallback(this::endAs), work);
        }

        /** Looks at the outcome only if somebody gets it: a failure that nobody has seen is the loop's to report. */
        @SuppressWarnings("unchecked") // it is the task of work of T
        private void endAs(io.asyncio.Future<?> done) {
            if (isDone()) {
                return;
            }
            try {
                complete((T) done.result());
            } catch (CancelledError e) {
                completeExceptionally(e.toCancellationException());
            } catch (Throwable e) {
                completeExceptionally(e);
            }
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean cancelled = super.cancel(mayInterrupt);
            task.cancel();
            return cancelled;
        }
    }
}
