package io.asyncio.stream;

import io.asyncio.Loop;

/** What the thread of a pipe tells its loop. */
final class LoopPipe {
    private LoopPipe() {}

    /** Runs {@code event} on the loop; false if that is closed, and nobody wants to hear of the pipe. */
    static boolean deliver(Loop loop, Runnable event) {
        try {
            loop.callSoonThreadsafe(event);
            return true;
        } catch (IllegalStateException closed) {
            return false;
        }
    }
}
