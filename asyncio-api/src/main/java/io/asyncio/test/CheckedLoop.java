package io.asyncio.test;

import io.asyncio.Asyncio;
import io.asyncio.Coroutine;
import io.asyncio.ExceptionContext;
import io.asyncio.Loop;
import io.asyncio.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A loop for one test: takes note of what a test must not leave behind, and of a test that does not end. */
final class CheckedLoop implements AutoCloseable {
    private static final int TURNS_TO_SETTLE = 10;

    final Loop loop;
    private final boolean virtualTime;
    private final Duration limit;
    private final List<ExceptionContext> errors = new CopyOnWriteArrayList<>();
    private volatile @Nullable String stuckAt;

    CheckedLoop(boolean virtualTime, Duration limit) {
        this.loop = virtualTime ? Loop.withVirtualTime() : Loop.create();
        this.virtualTime = virtualTime;
        this.limit = limit;
        loop.setExceptionHandler((l, context) -> errors.add(context));
    }

    /** Runs {@code main} as a task; one that exceeds the limit, in real time, is cancelled and fails. */
    <T extends @Nullable Object> T run(Coroutine<T> main) {
        Task<T> task = loop.createTask("test", main);
        CompletableFuture<Void> watchdog =
                new CompletableFuture<Void>().completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS);
        watchdog.thenRun(() -> cancelStuck(task));
        try {
            T result = loop.runUntilComplete(task);
            failIfStuck(null);
            return result;
        } catch (Throwable e) {
            failIfStuck(e);
            throw e;
        } finally {
            watchdog.cancel(false);
        }
    }

    private void cancelStuck(Task<?> task) {
        stuckAt = loop.dump();
        task.cancel();
    }

    private void failIfStuck(@Nullable Throwable cause) {
        String at = stuckAt;
        if (at != null) {
            stuckAt = null;
            throw new AssertionError(
                    "The test did not end within " + limit.toMillis() / 1e3 + " s of real time. Its tasks stood at:\n"
                            + at,
                    cause);
        }
    }

    /** What the exception handler was told so far, which is then no failure. */
    List<ExceptionContext> takeErrors() {
        List<ExceptionContext> taken = List.copyOf(errors);
        errors.removeAll(taken);
        return taken;
    }

    /** Fails if tasks are left, or errors that nobody has seen. */
    @Override
    public void close() {
        AssertionError failure = null;
        try {
            loop.runUntilComplete(this::settle);
            failure = leftBehind();
        } finally {
            loop.close();
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Lets what is ready run, so that a task about to end does so. */
    private void settle() {
        if (virtualTime) {
            Asyncio.sleep(Duration.ofNanos(1)); // time moves when nothing is ready any more
        }
        for (int turn = 0; turn < TURNS_TO_SETTLE; turn++) {
            Asyncio.sleepMs(0);
        }
    }

    private @Nullable AssertionError leftBehind() {
        AssertionError failure = null;
        if (!loop.allTasks().isEmpty()) {
            failure = new AssertionError(
                    "The test left tasks behind: await or cancel them. They stand at:\n" + loop.dump());
        }
        for (ExceptionContext context : errors) {
            String message = "Nobody handled: " + context.message();
            failure = failure == null ? new AssertionError(message, context.exception()) : failure;
            if (context.exception() != null && failure.getCause() != context.exception()) {
                failure.addSuppressed(context.exception());
            }
        }
        return failure;
    }
}
