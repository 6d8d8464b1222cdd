package io.asyncio.fiber;

import org.jspecify.annotations.Nullable;

/** Who comes next, asked by a fiber that could give the loop to it without the loop's thread. */
public interface Successors {
    /**
     * The fiber to pass the loop on to, which may not have started; null if the loop's thread must have it. The caller
     * holds the loop until this returns.
     */
    @Nullable
    Fiber next();

    /**
     * For {@code ended}, whose body has returned: the body that comes next, to be run there; null if what comes next has
     * a stack already, or needs none.
     */
    @Nullable
    FiberBody nextBody(Fiber ended);

    /** The fiber last given has no thread to run on: its body never runs. */
    void cannotStart(Throwable noThread);

    /** To have the threads of all fibers unparked; in the loop's thread, which does not hold the loop. */
    void unparkAll();

    /** The fiber last given is not run for want of memory, and no other would be: its body does not go on. */
    void starved(Throwable noMemory);
}
