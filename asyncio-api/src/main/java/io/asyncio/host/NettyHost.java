package io.asyncio.host;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * A loop on a thread of its own, shared by tasks, timers and sockets. The thread starts when it is needed, and becomes
 * Netty's, for good, when somebody asks for its {@link #eventLoop()}.
 */
public final class NettyHost implements Host {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name = "asyncio-loop-" + COUNT.incrementAndGet();
    private final Function<Executor, HostEventLoop> eventLoops;
    private final ThreadQueue queue = new ThreadQueue(name, this::newThread);
    private volatile @Nullable HostEventLoop eventLoop; // made once, guarded by this
    private volatile @Nullable Tenant tenant; // set before the thread is needed
    private boolean closed; // guarded by this; none is made any more
    private volatile @Nullable Thread thread; // null until it has been started

    /** {@code eventLoops} makes the event loop, whose thread is given, when there is to be one. */
    public NettyHost(Function<Executor, HostEventLoop> eventLoops) {
        this.eventLoops = eventLoops;
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
        HostEventLoop netty = eventLoop;
        if (netty == null) {
            queue.execute(turns);
        } else {
            netty.execute(turns);
        }
    }

    @Override
    public void executeAgain(Runnable turns) {
        HostEventLoop netty = eventLoop;
        if (netty == null) {
            queue.execute(turns);
        } else {
            // As a due timer it waits for Netty's next round: between two rounds Netty polls the sockets. As a task it
            // would run up to 64 times before that.
            netty.schedule(turns, 0, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public Disposable executeAt(long deadline, Runnable turns) {
        return queue.executeAt(deadline, turns);
    }

    @Override
    public void executeLast(Runnable last) {
        if (isCurrentThread() || !isUsed()) {
            last.run(); // a loop that never ran needs no thread to end
            return;
        }
        try {
            CompletableFuture.runAsync(last, this::execute).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    private boolean isUsed() {
        return eventLoop != null || queue.isStarted();
    }

    @Override
    public void close() {
        HostEventLoop netty = refuseMore();
        if (netty == null) {
            queue.end();
        } else {
            netty.end();
        }
        if (!isCurrentThread()) {
            if (netty != null) {
                netty.terminationFuture().awaitUninterruptibly();
            }
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

    /** The event loop of the thread, from now on. */
    public HostEventLoop eventLoop() {
        HostEventLoop made = eventLoop;
        return made == null ? makeEventLoop() : made;
    }

    private synchronized HostEventLoop makeEventLoop() {
        HostEventLoop made = eventLoop;
        if (made == null) {
            if (closed) {
                throw new RejectedExecutionException(name + " is closed");
            }
            made = eventLoops.apply(queue::runLast);
            made.setTenant(tenant);
            queue.moveTo(made);
            eventLoop = made;
        }
        return made;
    }

    private synchronized @Nullable HostEventLoop refuseMore() {
        closed = true;
        return eventLoop;
    }

    private Thread newThread(Runnable work) {
        Thread made = new LoopThread(work, name, tenant);
        thread = made;
        return made;
    }

    /** Says whose loop this is, before the thread is needed. */
    public void setTenant(Tenant living) {
        tenant = living;
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
