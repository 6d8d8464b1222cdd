package io.asyncio.test;

import io.asyncio.Asyncio;
import io.asyncio.Coroutine;
import io.asyncio.ExceptionContext;
import io.asyncio.Loop;
import io.asyncio.NoRunningLoopException;
import io.asyncio.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A loop for one test: takes note of what a test must not leave behind, and of a test that does not end. */
final class CheckedLoop implements AutoCloseable {
    private static final int TURNS_TO_SETTLE = 10;
    /** For how long a test that was cancelled is waited for, before who holds its loop is interrupted; and how often. */
    static final Duration PATIENCE = Duration.ofMillis(200);

    private static final int INTERRUPTS = 25;

    final Loop loop;
    private final boolean virtualTime;
    private final Duration limit;
    private final Duration patience;
    private final List<ExceptionContext> errors = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<String> stuck = new CompletableFuture<>(); // says why, and where
    private boolean abandoned;

    CheckedLoop(boolean virtualTime, Duration limit) {
        this(
                virtualTime,
                limit,
                PATIENCE,
                atStandstill -> virtualTime ? Loop.withVirtualTime(atStandstill) : Loop.create());
    }

    /** {@code newLoop} makes a loop that calls what it is given when virtual time stands still. */
    CheckedLoop(boolean virtualTime, Duration limit, Duration patience, Function<Runnable, Loop> newLoop) {
        this.loop = newLoop.apply(this::standStill);
        this.virtualTime = virtualTime;
        this.limit = limit;
        this.patience = patience;
        loop.setExceptionHandler((l, context) -> errors.add(context));
    }

    /** Runs {@code main} as a task; one that exceeds the limit, in real time, is cancelled and fails. */
    <T extends @Nullable Object> T run(Coroutine<T> main) {
        refuseInsideLoops();
        if (abandoned) {
            throw new IllegalStateException("The loop of this test is blocked, as the failure of the test says");
        }
        Task<T> task = loop.createTask("test", main);
        return inTime(() -> loop.runUntilComplete(task), task::cancel);
    }

    private static void refuseInsideLoops() {
        Loop outer;
        try {
            outer = Asyncio.getRunningLoop();
        } catch (NoRunningLoopException outside) {
            return;
        }
        throw new IllegalStateException("Cannot run a test's loop inside " + outer + ": await its tasks instead");
    }

    /** A call that exceeds the limit fails. It is asked to end then, and abandoned if it does not. */
    private <T extends @Nullable Object> T inTime(Supplier<T> call, Runnable cancel) {
        stuck = new CompletableFuture<>();
        Supervised<T> supervised = new Supervised<>(call);
        if (!supervised.endsWithin(limit, stuck)) {
            timeIsUp();
            cancel.run();
            interruptUntilEnded(supervised);
        }
        String reason = stuck.getNow("");
        if (reason.isEmpty()) {
            return supervised.result();
        }
        throw failure(reason, supervised);
    }

    /** The test fails, if it has not already. Any thread may call. */
    void timeIsUp() {
        stuck.complete("The test did not end within " + limit.toMillis() / 1e3
                + " s of real time. Its tasks stood at:\n" + whereItStands());
    }

    private void standStill() {
        stuck.complete("Nothing is scheduled any more, so that the test would wait for ever. Its tasks stood at:\n"
                + whereItStands() + "If another thread was to wake them, call it by toThread(), or use real time.");
    }

    /** The tasks, and the stack of who holds the loop. */
    String whereItStands() {
        StringBuilder text = new StringBuilder(loop.dump());
        Thread holder = loop.holder();
        if (holder != null) {
            text.append("The loop was held by thread '")
                    .append(holder.getName())
                    .append("' at:\n");
            for (StackTraceElement frame : holder.getStackTrace()) {
                text.append("\tat ").append(frame).append('\n');
            }
        }
        return text.toString();
    }

    /** A blocking call that an interrupt ends gives the loop back, for the clean-up. */
    private void interruptUntilEnded(Supervised<?> supervised) {
        CompletableFuture<?> never = new CompletableFuture<>();
        for (int i = 0; i < INTERRUPTS && !supervised.endsWithin(patience, never); i++) {
            Thread holder = loop.holder();
            if (holder != null) {
                holder.interrupt();
            }
        }
    }

    private AssertionError failure(String reason, Supervised<?> supervised) {
        if (!supervised.hasEnded()) {
            abandoned = true;
            new Supervised<>(this::closeLoop); // whenever that is possible
            return new AssertionError(reason + "It could not be ended: its loop was left to itself.");
        }
        try {
            supervised.result();
            return new AssertionError(reason);
        } catch (Throwable cause) {
            return new AssertionError(reason, cause);
        }
    }

    /** What the exception handler was told so far, which is then no failure. */
    List<ExceptionContext> takeErrors() {
        List<ExceptionContext> taken = List.copyOf(errors);
        errors.removeAll(taken);
        return taken;
    }

    /** Fails if tasks are left, or errors that nobody has seen, the first time. */
    @Override
    public void close() {
        AssertionError failure = null;
        try {
            if (!abandoned) {
                if (!loop.isClosed()) {
                    Task<?> settling = loop.createTask(this::settle);
                    inTime(() -> loop.runUntilComplete(settling), settling::cancel);
                }
                failure = leftBehind();
            }
        } finally {
            if (!abandoned) {
                inTime(this::closeLoop, () -> {});
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private @Nullable Void closeLoop() {
        loop.close();
        return null;
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
        for (ExceptionContext context : takeErrors()) {
            String message = "Nobody handled: " + context.message();
            failure = failure == null ? new AssertionError(message, context.exception()) : failure;
            if (context.exception() != null && failure.getCause() != context.exception()) {
                failure.addSuppressed(context.exception());
            }
        }
        return failure;
    }
}
