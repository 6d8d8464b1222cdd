package io.asyncio;

import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Which loop the current thread stands in for: its callbacks' thread while it drains, and the thread of each of its
 * tasks. A suspended task's thread does not run, so whoever asks holds the loop.
 */
final class RunningLoop {
    private static final ThreadLocal<@Nullable Loop> CURRENT = new ThreadLocal<>();

    static {
        // Mono.block() and the like are refused where they would block a loop.
        Schedulers.registerNonBlockingThreadPredicate(thread -> CURRENT.get() != null);
    }

    private RunningLoop() {}

    static @Nullable Loop get() {
        return CURRENT.get();
    }

    static Loop require(String call) {
        Loop loop = CURRENT.get();
        if (loop == null) {
            throw new NoRunningLoopException("No event loop runs in thread '"
                    + Thread.currentThread().getName() + "': call " + call + " inside Asyncio.run(...)");
        }
        return loop;
    }

    /** Returns the loop that was current before, to be given to {@link #leave}. */
    static @Nullable Loop enter(Loop loop) {
        Loop outer = CURRENT.get();
        CURRENT.set(loop);
        return outer;
    }

    static void leave(@Nullable Loop outer) {
        CURRENT.set(outer); // a removed entry would be made anew at the next event
    }
}
