package io.asyncio.reactor;

import io.asyncio.Loop;

/** How a signal from any thread reaches the loop. */
final class OnLoop {
    private OnLoop() {}

    /** At once if the caller is on the loop; not at all if it is closed, which has unwound the task concerned. */
    static void run(Loop loop, Runnable work) {
        if (loop.isCurrent()) {
            work.run();
            return;
        }
        try {
            loop.callSoonThreadsafe(work);
        } catch (IllegalStateException closed) {
            // the unwound task has cancelled its subscription, or told its subscriber
        }
    }
}
