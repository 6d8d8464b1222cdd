package io.asyncio;

/**
 * Is told what a loop does, for metrics; see {@link Loop#setObserver}. Called where it happens: to be quick, and not to
 * suspend. What it throws is given to the loop's exception handler.
 */
public interface LoopObserver {
    /** A task was made, by any thread. */
    default void taskCreated(Task<?> task) {}

    /** A task is done, {@code failed} if by an exception, which nobody has seen by that; on the loop. */
    default void taskDone(Task<?> task, boolean failed) {}

    /** A turn has run {@code size} callbacks and steps of tasks, which took {@code nanos} nanoseconds; on the loop. */
    default void turnEnded(int size, long nanos) {}

    /** A callback or step of a task took {@code nanos} nanoseconds, too long for debug mode or the watchdog; on the loop. */
    default void slowCallback(long nanos) {}
}
