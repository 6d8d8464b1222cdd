package io.asyncio;

import io.asyncio.fiber.VirtualThreads;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Threads for calls that block, so many at a time for all loops of the JVM; the other calls wait in the order in which they
 * came, without a thread. A call has a virtual thread of its own where the JDK has them, else a platform thread, which may
 * have served others. Any thread may call.
 */
final class BlockingThreads implements Executor {
    /** How many calls of {@code toThread} run at a time, for example {@code -Dio.asyncio.threads=200}. */
    static final String PROPERTY = "io.asyncio.threads";

    private static final int DEFAULT_LIMIT = 64;
    private static final long IDLE_SECONDS = 10;

    private static final @Nullable ThreadFactory VIRTUAL = VirtualThreads.factory("asyncio-thread-");
    private static final AtomicInteger PLATFORM_THREADS = new AtomicInteger();
    private static final Executor PLATFORM = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            BlockingThreads::newPlatformThread);

    /** For calls of the loops' own, which end by themselves: they never wait behind one of a user's. */
    static final BlockingThreads INTERNAL = new BlockingThreads(DEFAULT_LIMIT);

    private static @Nullable BlockingThreads forUsers; // guarded by the class; made once

    private final int limit;
    private final Map<Runnable, Runnable> waiting = new LinkedHashMap<>(); // to what starts it; guarded by this
    private int running; // guarded by this

    BlockingThreads(int limit) {
        this.limit = limit;
    }

    /** For {@code toThread}. */
    static synchronized BlockingThreads forUsers() {
        if (forUsers == null) {
            forUsers = new BlockingThreads(limitOf(System.getProperty(PROPERTY)));
        }
        return forUsers;
    }

    static int limitOf(@Nullable String property) {
        if (property == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(property);
            if (limit > 0) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // as for a number that is too small
        }
        throw new IllegalArgumentException(
                "-D" + PROPERTY + "=" + property + " is no number of threads: use one > 0, as 64");
    }

    /** Runs {@code call}, which throws nothing, beside all others, for however long. */
    static void runUnbounded(Runnable call) {
        start(call).run();
    }

    /** Runs {@code call}, which is not here already, when its turn has come. What it throws is logged. */
    @Override
    public void execute(Runnable call) {
        Runnable start = start(() -> runAndPassOn(call)); // here: a thread has what is inheritable of who asks for it
        synchronized (this) {
            if (running == limit) {
                waiting.put(call, start);
            } else {
                start.run();
                running++;
            }
        }
    }

    /** Whether {@code call} waited for its turn, which it has given up. */
    synchronized boolean remove(Runnable call) {
        return waiting.remove(call) != null;
    }

    private static Runnable start(Runnable call) {
        return VIRTUAL == null ? () -> PLATFORM.execute(call) : VIRTUAL.newThread(call)::start;
    }

    private void runAndPassOn(Runnable first) {
        for (Runnable call = first; call != null; call = passOn()) {
            try {
                call.run();
            } catch (Throwable e) { // as it cannot tell its loop any more: the others of the JVM need its place
                ErrorLog.tell("Error in a thread for blocking calls", null, e);
            }
        }
    }

    /** Has the call that has waited longest run instead of one that has ended; returns it if there is no other thread for it. */
    private synchronized @Nullable Runnable passOn() {
        Iterator<Map.Entry<Runnable, Runnable>> calls = waiting.entrySet().iterator();
        if (!calls.hasNext()) {
            running--;
            return null;
        }
        Map.Entry<Runnable, Runnable> next = calls.next();
        calls.remove();
        try {
            next.getValue().run();
            return null;
        } catch (Throwable noThread) {
            return next.getKey();
        }
    }

    private static Thread newPlatformThread(Runnable calls) {
        String name = "asyncio-thread-" + PLATFORM_THREADS.incrementAndGet();
        Thread thread = new Thread(null, calls, name, 0, false);
        thread.setDaemon(true);
        thread.setPriority(Thread.NORM_PRIORITY); // else it had that of whichever task makes it
        return thread;
    }

    @Override
    public synchronized String toString() {
        return "BlockingThreads[limit=" + limit + ", running=" + running + ", waiting=" + waiting.size() + "]";
    }
}
