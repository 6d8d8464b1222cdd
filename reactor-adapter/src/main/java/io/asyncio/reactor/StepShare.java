package io.asyncio.reactor;

import io.asyncio.Event;

/** What a task may do in one step without waiting, lest one whose other side is always quick keeps the loop. */
final class StepShare {
    private static final Event SET = new Event();

    static {
        SET.set();
    }

    private StepShare() {}

    /** Counts a call that need not wait, as the primitives do. Suspends the current task if it has used up its share. */
    static void consume() {
        SET.await();
    }
}
