package io.asyncio.reactor.spring;

import io.asyncio.Asyncio;
import io.asyncio.CancelledError;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.TaskOptions;
import io.asyncio.VoidCoroutine;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletableFuture.AsynchronousCompletionTask;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.task.AsyncTaskExecutor;

/**
 * Runs work as tasks of the loops, so that it may suspend; cancelling the work's future cancels the task. What submitted
 * work throws is in its future; of work that has none, or whose future was cancelled, the loop's exception handler is
 * told. An executor service, as Reactor cancels only the work of those. Its end is the loop's.
 *
 * <p>Work whose task is cancelled before its first step does not run, and its future is cancelled. A plain command is
 * dropped then, as other executors drop theirs when they are shut down; but a step of a {@code CompletableFuture}, as of
 * {@code supplyAsync}, runs all the same, as nobody else can end that future: the cancel is raised where it suspends.
 */
class LoopTaskExecutor extends AbstractExecutorService implements AsyncTaskExecutor {
    final ApplicationLoops loops;
    private final TaskOptions defaults;

    LoopTaskExecutor(Loop loop) {
        this(ApplicationLoops.of(loop), TaskOptions.defaults());
    }

    /** Each task has {@code defaults}. */
    LoopTaskExecutor(ApplicationLoops loops, TaskOptions defaults) {
        this.loops = loops;
        this.defaults = defaults;
    }

    @Override
    public void execute(Runnable work) {
        TaskOptions options = defaults;
        VoidCoroutine body = work instanceof TaskFuture<?> own ? own::call : work::run;
        if (work instanceof AsynchronousCompletionTask) {
            StepOfFuture step = new StepOfFuture(work);
            options = options.withDoneCallback(step::runUnlessBegun);
            body = step;
        } else if (work instanceof Future<?> future) {
            options = options.withDoneCallback(task -> endUnlessDone(future, task));
        }
        try {
            loops.callers().createTask(options, body);
        } catch (IllegalStateException closed) {
            throw new RejectedExecutionException(closed);
        }
    }

    /** A task that was cancelled before its first step has run nothing of its work. */
    private static void endUnlessDone(Future<?> future, io.asyncio.Future<?> task) {
        if (future instanceof TaskFuture<?> own) {
            own.endAs(task);
        } else {
            future.cancel(false);
        }
    }

    @Override
    public Future<?> submit(Runnable work) {
        return super.submit(work);
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Callable<T> work) {
        return super.submit(work);
    }

    @Override
    public CompletableFuture<Void> submitCompletable(Runnable work) {
        return submitted(new TaskFuture<>(Executors.callable(work, null)));
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submitCompletable(Callable<T> work) {
        return submitted(new TaskFuture<>(work));
    }

    private <T extends @Nullable Object> CompletableFuture<T> submitted(TaskFuture<T> future) {
        execute(future);
        return future;
    }

    @Override
    protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Callable<T> work) {
        return new TaskFuture<>(work);
    }

    @Override
    protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Runnable work, T value) {
        return new TaskFuture<>(Executors.callable(work, value));
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
        return isOver();
    }

    @Override
    public boolean isTerminated() {
        return isOver();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isOver();
    }

    /** As long as a loop is open, work is accepted. */
    private boolean isOver() {
        return loops.all().stream().allMatch(Loop::isClosed);
    }

    private static final class StepOfFuture implements VoidCoroutine {
        private final Runnable work;
        private boolean hasBegun; // touched on the loop

        StepOfFuture(Runnable work) {
            this.work = work;
        }

        @Override
        public void run() {
            hasBegun = true;
            work.run();
        }

        /**
         * In a new task, which is cancelled itself. Here, as a callback, if a loop that closes has none, or that one cannot
         * begin either, as an accessor of thread-locals throws.
         */
        void runUnlessBegun(io.asyncio.Future<?> ended) {
            if (hasBegun) {
                return;
            }
            try {
                ended.loop().createTask(TaskOptions.defaults().withEagerStart(), () -> {
                    Asyncio.currentTask().cancel();
                    run();
                });
            } catch (IllegalStateException closed) {
                // it runs below
            }
            if (!hasBegun) {
                run();
            }
        }
    }

    /** The future of work that a task runs; cancelling it cancels that task. On the loop itself, nobody can wait for it. */
    private final class TaskFuture<T extends @Nullable Object> extends CompletableFuture<T>
            implements RunnableFuture<T> {
        private final Callable<T> work;
        private volatile @Nullable Task<?> task; // null until it runs

        TaskFuture(Callable<T> work) {
            this.work = Objects.requireNonNull(work, "work");
        }

        /** In the task, which ends as the work does. */
        void call() throws Exception {
            task = Asyncio.currentTask(); // before the look at the state: a cancel sees the task, or is seen here
            if (isDone()) {
                return;
            }
            try {
                complete(work.call());
            } catch (Throwable e) {
                fail(e);
                throw e;
            }
        }

        /** For who wraps this in a future of its own, as invokeAny() does. */
        @Override
        public void run() {
            try {
                call();
            } catch (Throwable e) {
                fail(e);
            }
        }

        private void fail(Throwable failure) {
            completeExceptionally(
                    failure instanceof CancelledError cancel ? cancel.toCancellationException() : failure);
        }

        /** Looks at the outcome only if it is here: a failure that nobody is given is the loop's to report. */
        void endAs(io.asyncio.Future<?> ended) {
            if (isCancelled() && !ended.cancelled()) {
                return;
            }
            try {
                ended.result();
            } catch (Throwable e) {
                fail(e);
            }
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
            Optional<Loop> blocked = isDone() ? Optional.empty() : loops.current();
            if (blocked.isPresent()) {
                throw new IllegalStateException(call + " is blocking, which is not supported in " + blocked.get()
                        + ", as the work runs there: use await(wrapFuture(...)), which suspends only the task");
            }
        }

        /** The work that cancels its own future goes on: Reactor does so before it calls what comes next. */
        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean cancelled = super.cancel(mayInterrupt);
            Task<?> running = task;
            if (cancelled && running != null && !isCurrent(running)) { // else it may run what follows this
                running.cancel();
            }
            return cancelled;
        }

        private static boolean isCurrent(Task<?> task) {
            return DirectStyle.isCalledInTask() && Asyncio.currentTask() == task;
        }
    }
}
