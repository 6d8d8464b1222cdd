package io.asyncio;

import java.util.Collection;
import java.util.List;

/** What a suspended task waits for. */
interface Waiting {
    /**
     * The waiting task is cancelled. Either stops waiting and returns true: the task then raises the error itself. Or
     * passes the cancel on to what is awaited and returns false: the task goes on waiting, for that to end.
     */
    boolean giveUp(Cancellation cancellation);

    /** Whether the task waits for the same again when the error is raised, as for tasks that clean up. */
    default boolean waitsOn() {
        return false;
    }

    /** What the task waits for, for who observes the loop. */
    default Object on() {
        return this;
    }

    /** The futures that end the wait, for the call graph; any thread may ask. */
    default Collection<Future<?>> awaited() {
        return List.of();
    }
}
