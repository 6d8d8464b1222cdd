package io.asyncio;

import org.jspecify.annotations.Nullable;

/** One place in a {@link WaitQueue}; in one queue at a time. To be woken by the loop itself, it can also wait for a turn. */
abstract class Waiter extends Ready {
    @Nullable
    WaitQueue queue;

    @Nullable
    Waiter previous;

    @Nullable
    Waiter next;

    /**
     * Its turn has come, and it is off the queue. Runs no code of users. Must not throw, but for want of memory or stack, as
     * {@link #runsAgain()} says.
     */
    abstract void wake();

    /** Wakes again who could not be woken for want of memory. */
    @Override
    void run() {
        wake();
    }

    @Override
    boolean runsAgain() {
        return true;
    }

    /** Leaves the queue, in O(1); without effect if it is in none. */
    final void unlink() {
        if (queue != null) {
            queue.remove(this);
        }
    }
}
