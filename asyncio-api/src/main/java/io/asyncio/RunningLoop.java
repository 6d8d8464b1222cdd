package io.asyncio;

import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Which loop the current thread stands in for: its callbacks' thread while it drains, and the thread of each of its
 * tasks. A suspended task's thread does not run, so whoever asks holds the loop.
 */
final class RunningLoop {
    private static final ThreadLocal<@Nullable Loop> CURRENT = new ThreadLocal<>();
    private static final int REACTORS_FRAMES = 6; // between the predicate and what blocks

    static {
        // Mono.block() and the like are refused where they would block a loop.
        Schedulers.registerNonBlockingThreadPredicate(RunningLoop::mustNotBlock);
    }

    private RunningLoop() {}

    /** Where Reactor asks in order to refuse a block(), the refusal is ours, as its own does not say what to do instead. */
    private static boolean mustNotBlock(Thread thread) {
        Loop loop = thread == Thread.currentThread() ? CURRENT.get() : null;
        if (loop != null && isAskedByBlock()) {
            throw new IllegalStateException("block()/blockFirst()/blockLast() and the like are blocking, which is not"
                    + " supported in " + (loop.current == null ? loop : loop.current.task)
                    + ": use await(mono) or iterate(publisher) of ReactorAdapter, which suspend only the task");
        }
        return loop != null;
    }

    private static boolean isAskedByBlock() {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(2).limit(REACTORS_FRAMES).anyMatch(frame -> frame.getClassName()
                        .startsWith("reactor.core.publisher.Blocking")));
    }

    static @Nullable Loop get() {
        return CURRENT.get();
    }

    static @Nullable TaskRun currentTask() {
        Loop loop = CURRENT.get();
        return loop == null ? null : loop.current;
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
