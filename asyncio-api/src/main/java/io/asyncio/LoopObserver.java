package io.asyncio;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Is told what a loop does: the one interface for metrics, recorders, reports and views; see {@link Loop#addObserver}.
 * The methods are called where and in the order in which things happen; they must be quick, and must not suspend. What
 * they throw goes to the loop's exception handler, and has no other effect. Unless said otherwise, the calls come on
 * the loop, one at a time.
 *
 * <p>While a loop has no observer, this costs one look at a field. Like trio's instruments, which Python's own asyncio
 * lacks.
 */
public interface LoopObserver {
    /** The loop has been started, in the thread that starts it. */
    default void loopStarted() {}

    /** The loop has been stopped or closed, in the thread that runs or closes it. */
    default void loopStopped() {}

    /** A turn begins, which will run {@code size} callbacks and steps of tasks. */
    default void turnBegan(int size) {}

    /** A turn has run {@code size} callbacks and steps of tasks, which took {@code nanos} nanoseconds. */
    default void turnEnded(int size, long nanos) {}

    /** A callback, or one step of a task, begins. */
    default void stepBegan(Step step) {}

    /** A callback, or one step of a task, gives the loop back. */
    default void stepEnded(Step step) {}

    /** A task was made, by any thread. */
    default void taskCreated(Task<?> task) {}

    /** A task begins its first step. */
    default void taskStarted(Task<?> task) {}

    /**
     * A task is about to suspend, in its own thread.
     *
     * @param on what it waits for: a {@link Future}, a primitive such as a {@link Lock}, or what describes itself by
     *     {@code toString()}; null if only for its next turn
     */
    default void taskSuspended(Task<?> task, @Nullable Object on) {}

    /** A task goes on, in its own thread. */
    default void taskResumed(Task<?> task) {}

    /**
     * A task is done. Of a task that came too late for a loop that closes, the thread that made it tells.
     *
     * @param failure what the task failed with, null if it has a result or was cancelled. That an observer is told of a
     *     failure does not count as retrieving it
     */
    default void taskDone(Task<?> task, @Nullable Throwable failure) {}

    /**
     * A callback or step of a task took {@code nanos} nanoseconds, too long for debug mode or the watchdog. Calls
     * {@link #slowCallback} unless overridden.
     *
     * @param stack the stack on which the step was seen to hold the loop, innermost call first; empty if it ended
     *     before it was seen
     */
    default void slowStep(Step step, List<StackTraceElement> stack, long nanos) {
        slowCallback(nanos);
    }

    /** {@link #slowStep} for an observer that only wants the duration. */
    default void slowCallback(long nanos) {}

    /**
     * A server of this loop has as many connections as it may have at a time, and accepts no more until one of them closes.
     *
     * @param server an {@code io.asyncio.stream.Server}
     */
    default void serverFull(Object server) {}

    /**
     * A server of this loop has closed a connection for its idle timeout.
     *
     * @param connection an {@code io.asyncio.stream.Stream}
     */
    default void connectionIdle(Object connection) {}

    /** The exception handler is about to be told of a failed task that nobody has awaited. */
    default void failureNeverRetrieved(Task<?> task) {}
}
