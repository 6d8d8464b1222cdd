package io.asyncio.stream;

import io.asyncio.Loop;
import io.asyncio.Outcome;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What sockets and the pipes of processes alike need of their loop. Implemented by the loop, not by users. */
public interface StreamHost {
    /** The loop whose tasks use them. */
    Loop loop();

    /** Suspends the current task while another thread runs {@code call}, which blocks. */
    <T extends @Nullable Object> T awaitThread(Callable<T> call);

    /** {@link #awaitThread} for a call that may fail: if the task was cancelled, nobody is told of that. */
    default <T extends @Nullable Object> T awaitResult(Callable<T> call) throws IOException {
        Outcome<T> outcome = awaitThread(() -> {
            try {
                return new Outcome.Success<>(call.call());
            } catch (Exception e) {
                return new Outcome.Failure<>(e);
            }
        });
        return outcome.get();
    }

    /** Refuses {@code call} on {@code what} outside of the loop, and at the end of the stack. Changes nothing before. */
    default void checkLoop(String call, Object what) {
        requireStack();
        if (!loop().isCurrent()) {
            throw new IllegalStateException(call + " was called on " + what
                    + " outside of its event loop: use it in a task of that loop, or loop.createTask(...)");
        }
    }

    /** {@link #checkLoop} for an end, which also comes when the loop does not run any more. */
    default void checkLoopIfRunning(String call, Object what) {
        requireStack();
        if (loop().isRunning() && !loop().isClosed()) {
            checkLoop(call, what);
        }
    }

    /** Refuses {@code call}, which may suspend, on {@code what} outside of the loop's tasks. */
    default void checkTask(String call, Object what) {
        checkLoop(call, what);
        requireTask(call);
    }

    /** Refuses to go on where the stack ends, in the middle of what must not end there. */
    void requireStack();

    /** Refuses {@code call} in a callback. */
    void requireTask(String call);
}
