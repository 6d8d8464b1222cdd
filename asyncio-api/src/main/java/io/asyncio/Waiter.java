package io.asyncio;

import org.jspecify.annotations.Nullable;

/** One place in a {@link WaitQueue}; in one queue at a time. */
abstract class Waiter {
    @Nullable
    WaitQueue queue;

    @Nullable
    Waiter previous;

    @Nullable
    Waiter next;

    /** Its turn has come, and it is off the queue. Must not throw, and runs no code of users. */
    abstract void wake();

    /** Leaves the queue, in O(1); without effect if it is in none. */
    final void unlink() {
        if (queue != null) {
            queue.remove(this);
        }
    }
}
