package io.asyncio;

import io.asyncio.fiber.FiberKind;
import io.asyncio.fiber.Fibers;
import io.asyncio.host.LoopThread;
import io.asyncio.host.NettyHost;
import io.asyncio.host.Tenant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Which loop the current thread holds. Each loop knows its holder, one thread at a time: the one that drains or closes
 * it, or that of the task whose step runs; between two drains its own thread holds it, whatever runs there.
 *
 * <p>Asking costs the same with any number of loops: a loop's own thread knows which it is, and a thread that it carries
 * asks that one; other threads are looked up. A thread-local would be cold memory in each of the tasks' threads.
 */
final class RunningLoop {
    /** Of threads that are no loop's own: the loop that may be held there. */
    private static final ConcurrentMap<Thread, Loop> OTHER_THREADS = new ConcurrentHashMap<>();

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
                    + (loop == null || loop.holder == null
                            ? Thread.currentThread().getName()
                            : placeIn(loop)) + ": "
                    + instead);
        }
    }

    private static boolean isAskedByBlock() {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(2).limit(REACTORS_FRAMES).anyMatch(frame -> frame.getClassName()
                        .startsWith("reactor.core.publisher.Blocking")));
    }

    static @Nullable Loop get() {
        return heldBy(Thread.currentThread());
    }

    /** {@code thread} is the current one. */
    private static @Nullable Loop heldBy(Thread thread) {
        Thread below = Fibers.threadBelow(thread);
        if (below instanceof LoopThread own && own.guest() instanceof LoopCore core && core.isHeldBy(thread)) {
            return core.loop;
        }
        Loop loop = OTHER_THREADS.get(thread);
        if (loop == null && below != thread) {
            loop = OTHER_THREADS.get(below);
        }
        return loop != null && loop.holder == thread ? loop : null;
    }

    /** Whether {@code thread}, which is the current one, is the own of {@code loop} and does not drive another one. */
    static boolean isOwnThread(Thread thread, Tenant loop) {
        return thread instanceof LoopThread own && own.guest() == loop;
    }

    static @Nullable TaskRun currentTask() {
        Loop loop = get();
        return loop == null ? null : loop.current;
    }

    static Loop require(String call) {
        Loop loop = get();
        if (loop == null) {
            throw new NoRunningLoopException("No event loop runs in thread '"
                    + Thread.currentThread().getName() + "': call " + call
                    + " inside Asyncio.run(...), or in a task that is made by loop.createTask(...)");
        }
        return loop;
    }

    /**
     * The current thread holds {@code loop}. Returns the one whose code it leaves for that, to be given to
     * {@link #leave}; null for none.
     */
    static @Nullable Loop enter(Loop loop) {
        Thread me = Thread.currentThread();
        Loop outer = get();
        if (outer == loop) {
            outer = null; // between two drains
        }
        if (outer != null && outer.holder != me) {
            outer = null;
        }
        mayHold(me, loop);
        if (outer != null) {
            outer.holder = null;
        }
        loop.holder = me;
        return outer;
    }

    static void leave(Loop loop, @Nullable Loop outer) {
        Thread me = Thread.currentThread();
        loop.holder = null;
        mayHold(me, outer);
        if (outer != null) {
            outer.holder = me;
        }
    }

    /** From now on {@code loop} is found in {@code me}, the current thread, when held there; null for none but its own. */
    private static void mayHold(Thread me, @Nullable Loop loop) {
        if (me instanceof LoopThread own) {
            own.host(loop == null ? null : loop.core);
        } else if (loop == null || isFoundBelow(me, loop)) {
            OTHER_THREADS.remove(me);
        } else {
            OTHER_THREADS.put(me, loop);
        }
    }

    /** Whether {@code me} is carried by the thread of {@code loop}: nobody would take it off the map when its task ends. */
    private static boolean isFoundBelow(Thread me, Loop loop) {
        return Fibers.threadBelow(me) instanceof LoopThread own && own.guest() == loop.core;
    }

    /** The current thread is that of a task of {@code loop}, until {@link #forgetTaskThread}. */
    static void addTaskThread(Loop loop) {
        if (loop.fibers.kind() != FiberKind.CARRIER) {
            OTHER_THREADS.put(Thread.currentThread(), loop);
        }
    }

    static void forgetTaskThread(Loop loop) {
        if (loop.fibers.kind() != FiberKind.CARRIER) {
            OTHER_THREADS.remove(Thread.currentThread());
        }
    }

    /** Whether {@code loop} would be found in a thread that is not its own. */
    static boolean isKnown(Loop loop) {
        return OTHER_THREADS.containsValue(loop);
    }
}
