package io.asyncio.host;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.PlatformDependent;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.NonBlocking;

/** A loop on a Netty event-loop thread of its own, shared by tasks, timers and sockets. The thread starts when needed. */
public final class NettyHost implements Host {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name = "asyncio-loop-" + COUNT.incrementAndGet();
    private final Function<ThreadFactory, EventLoop> eventLoops;
    private @Nullable EventLoop eventLoop; // guarded by this; made once
    private boolean closed; // guarded by this; none is made any more
    private volatile @Nullable Thread thread; // null until the event loop has started it

    /** {@code eventLoops} makes the event loop, when the thread is first needed. */
    public NettyHost(Function<ThreadFactory, EventLoop> eventLoops) {
        this.eventLoops = eventLoops;
    }

    /** A queue for many producers and one consumer, which allocates nothing for each element. */
    public static <T> Queue<T> newInbox() {
        return PlatformDependent.newMpscQueue();
    }

    @Override
    public long nanoTime() {
        return RealClock.nanoTime();
    }

    @Override
    public long epochNanos() {
        return RealClock.EPOCH_NANOS;
    }

    @Override
    public void execute(Runnable turns) {
        eventLoop().execute(turns);
    }

    @Override
    public void executeAgain(Runnable turns) {
        // As a due timer it waits for Netty's next round: between two rounds Netty polls the sockets. As a task it
        // would run up to 64 times before that.
        eventLoop().schedule(turns, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public Disposable executeAt(long deadline, Runnable turns) {
        Future<?> timer = eventLoop().schedule(turns, Math.max(0, deadline - nanoTime()), TimeUnit.NANOSECONDS);
        return new Disposable() {
            @Override
            public void dispose() {
                timer.cancel(false);
            }

            @Override
            public boolean isDisposed() {
                return timer.isDone();
            }
        };
    }

    @Override
    public void executeLast(Runnable last) {
        EventLoop started = startedOrNull();
        if (started == null || started.inEventLoop()) {
            last.run(); // a loop that never ran needs no thread to end
        } else {
            started.submit(last).syncUninterruptibly();
        }
    }

    @Override
    public void close() {
        EventLoop ending = refuseMore();
        if (ending == null) {
            return;
        }
        ending.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        if (!ending.inEventLoop()) {
            ending.terminationFuture().awaitUninterruptibly();
            joinThread();
        }
    }

    /** The thread goes on for a moment after it has said that it ends. */
    private void joinThread() {
        Thread ending = thread;
        boolean interrupted = false;
        while (ending != null && ending.isAlive()) {
            try {
                ending.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public NettyHost netty() {
        return this;
    }

    /** Whether the caller is the event loop's own thread: not a thread that it carries. */
    public boolean isCurrentThread() {
        return thread == Thread.currentThread();
    }

    /** The event loop of the thread. */
    public synchronized EventLoop eventLoop() {
        if (eventLoop == null) {
            if (closed) {
                throw new RejectedExecutionException(name + " is closed");
            }
            eventLoop = eventLoops.apply(this::startedThread);
        }
        return eventLoop;
    }

    private synchronized @Nullable EventLoop startedOrNull() {
        return eventLoop;
    }

    private synchronized @Nullable EventLoop refuseMore() {
        closed = true;
        return eventLoop;
    }

    private Thread startedThread(Runnable work) {
        Thread made = newThread(work, name);
        thread = made;
        return made;
    }

    /** Whether the current thread is that of a loop, also between two drains. */
    public static boolean isLoopThread() {
        return Thread.currentThread() instanceof LoopThread;
    }

    /** A thread that Netty and Reactor know as one of theirs, not yet started. */
    public static Thread newThread(Runnable work, String name) {
        Thread thread = new LoopThread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Known to Reactor as a thread that must not block. */
    private static final class LoopThread extends FastThreadLocalThread implements NonBlocking {
        LoopThread(Runnable work, String name) {
            super(work, name);
        }
    }
}
