package io.asyncio.fiber;

import org.jspecify.annotations.Nullable;

/** Who comes next, asked by fibers that pass the loop on to each other. */
public interface Successors {
    /**
     * The fiber to pass the loop on to, which may not have started; null if the loop's thread must have it. The caller holds the
     * loop until this returns.
     */
    @Nullable
    Fiber next();

    /** The fiber last given has no thread to run on: its body never runs. */
    void cannotStart(Throwable noThread);
}
