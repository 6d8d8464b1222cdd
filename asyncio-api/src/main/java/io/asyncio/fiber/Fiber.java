package io.asyncio.fiber;

import org.jspecify.annotations.Nullable;

/** A stack of its own that runs until it suspends, and goes on where it stood when it is resumed. */
public interface Fiber {
    /**
     * Starts the body, or continues it behind its last {@link #suspend()}; returns when the loop's thread holds the
     * loop again, that is once this fiber, and any fiber it passed the loop on to, has suspended or ended. Called on
     * the loop's thread only.
     */
    void resume();

    /**
     * Gives the loop away and returns once resumed. Called inside this fiber only. An interrupt neither ends the wait
     * nor is lost: the thread's interrupt status is as it was, or set, on return.
     *
     * @throws IllegalStateException if the stack cannot be left where it stands; the fiber then still has the loop
     */
    void suspend();

    /** The thread the body runs on; null before the first {@link #resume()}. */
    @Nullable
    Thread thread();
}
