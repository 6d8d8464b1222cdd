package io.asyncio.host;

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

/** A loop on a Netty event-loop thread of its own, shared by tasks, timers and sockets. The thread starts when needed. */
public final class NettyHost implements Host {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name = "asyncio-loop-" + COUNT.incrementAndGet();
    private final Function<ThreadFactory, HostEventLoop> eventLoops;
    private @Nullable HostEventLoop eventLoop; // guarded by this; made once
    private @Nullable Tenant tenant; // guarded by this; set before the event loop is made
    private boolean closed; // guarded by this; none is made any more
    private volatile @Nullable Thread thread; // null until the event loop has started it

    /** {@code eventLoops} makes the event loop, when the thread is first needed. */
    public NettyHost(Function<ThreadFactory, HostEventLoop> eventLoops) {
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
        HostEventLoop started = startedOrNull();
        if (started == null || isCurrentThread()) {
            last.run(); // a loop that never ran needs no thread to end
            return;
        }
        Future<?> submitted;
        try {
            submitted = started.submit(last);
        } catch (RejectedExecutionException threadHasEnded) { // by itself, as for want of memory
            last.run();
            return;
        }
        submitted.syncUninterruptibly();
    }

    @Override
    public void close() {
        HostEventLoop ending = refuseMore();
        if (ending == null) {
            return;
        }
        ending.end();
        if (!isCurrentThread()) {
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
    public synchronized HostEventLoop eventLoop() {
        if (eventLoop == null) {
            if (closed) {
                throw new RejectedExecutionException(name + " is closed");
            }
            HostEventLoop made = eventLoops.apply(this::startedThread);
            made.setTenant(tenant);
            eventLoop = made;
        }
        return eventLoop;
    }

    private synchronized @Nullable HostEventLoop startedOrNull() {
        return eventLoop;
    }

    private synchronized @Nullable HostEventLoop refuseMore() {
        closed = true;
        return eventLoop;
    }

    private Thread startedThread(Runnable work) {
        Thread made = new LoopThread(work, name, tenantOrNull());
        thread = made;
        return made;
    }

    private synchronized @Nullable Tenant tenantOrNull() {
        return tenant;
    }

    /** Says whose loop this is, before the thread is needed. */
    public synchronized void setTenant(Tenant tenant) {
        this.tenant = tenant;
    }

    /** Whether the current thread is that of a loop, or moves bytes for one. */
    public static boolean isLoopThread() {
        return Thread.currentThread() instanceof LoopThread;
    }

    /** A thread that only moves bytes for a loop that runs elsewhere, not yet started. */
    public static Thread newThreadBeside(Runnable work, String name) {
        return new LoopThread(work, name, null);
    }

    @Override
    public String toString() {
        return name;
    }
}
