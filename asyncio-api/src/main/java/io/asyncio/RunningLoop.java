package io.asyncio;

import io.asyncio.host.NettyHost;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Which loop the current thread holds. Each loop knows its holder, one thread at a time: the one that drains or closes
 * it, or that of the task whose step runs. Asking goes over the loops that are open, of which there are few; a
 * thread-local would be cold memory in each of the tasks' threads.
 */
final class RunningLoop {
    private static volatile Loop[] open = {}; // replaced as a whole
    private static final int REACTORS_FRAMES = 6; // between the predicate and what blocks

    static {
        // Mono.block() and the like are refused where they would block a loop.
        if (RequiredLibraries.areThere()) { // else no loop is ever made
            Schedulers.registerNonBlockingThreadPredicate(RunningLoop::mustNotBlock);
        }
    }

    private RunningLoop() {}

    /** Where Reactor asks in order to refuse a block(), the refusal is ours, as its own does not say what to do instead. */
    private static boolean mustNotBlock(Thread thread) {
        Loop loop = heldBy(thread);
        if (loop != null && isAskedByBlock()) {
            throw new IllegalStateException("block()/blockFirst()/blockLast() and the like are blocking, which is not"
                    + " supported in " + placeIn(loop)
                    + ": use await(mono) or iterate(publisher) of ReactorAdapter, which suspend only the task");
        }
        return loop != null;
    }

    private static Object placeIn(Loop loop) {
        return loop.current == null ? loop : loop.current.task;
    }

    /** Refuses {@code call}, which would block the loop of this thread: also where only the loop's thread goes on. */
    static void refuseBlocking(String call, String instead) {
        Loop loop = get();
        if (loop != null || NettyHost.isLoopThread()) {
            throw new IllegalStateException(call + " is blocking, which is not supported in "
                    + (loop == null ? Thread.currentThread().getName() : placeIn(loop)) + ": " + instead);
        }
    }

    private static boolean isAskedByBlock() {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(2).limit(REACTORS_FRAMES).anyMatch(frame -> frame.getClassName()
                        .startsWith("reactor.core.publisher.Blocking")));
    }

    /** From now on {@code loop} is found if somebody holds it. */
    static synchronized void add(Loop loop) {
        if (!isKnown(loop)) {
            Loop[] more = Arrays.copyOf(open, open.length + 1);
            more[open.length] = loop;
            open = more;
        }
    }

    static synchronized void remove(Loop loop) {
        open = Arrays.stream(open).filter(other -> other != loop).toArray(Loop[]::new);
    }

    /** Whether {@code loop} would be found. */
    static boolean isKnown(Loop loop) {
        return Arrays.asList(open).contains(loop);
    }

    static @Nullable Loop get() {
        return heldBy(Thread.currentThread());
    }

    private static @Nullable Loop heldBy(Thread thread) {
        for (Loop loop : open) {
            if (loop.holder == thread) {
                return loop;
            }
        }
        return null;
    }

    static @Nullable TaskRun currentTask() {
        Loop loop = get();
        return loop == null ? null : loop.current;
    }

    static Loop require(String call) {
        Loop loop = get();
        if (loop == null) {
            throw new NoRunningLoopException("No event loop runs in thread '"
                    + Thread.currentThread().getName() + "': call " + call + " inside Asyncio.run(...)");
        }
        return loop;
    }

    /** The current thread holds {@code loop}. Returns the loop it held before, to be given to {@link #leave}. */
    static @Nullable Loop enter(Loop loop) {
        Loop outer = get();
        if (outer != null) {
            outer.holder = null;
        }
        loop.holder = Thread.currentThread();
        return outer;
    }

    static void leave(Loop loop, @Nullable Loop outer) {
        loop.holder = null;
        if (outer != null) {
            outer.holder = Thread.currentThread();
        }
    }
}
