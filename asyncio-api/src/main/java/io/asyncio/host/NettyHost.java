package io.asyncio.host;

import io.netty.util.concurrent.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * A loop on a thread of its own, which starts when needed, and is shared by tasks, timers and sockets: from the moment on
 * where somebody asks for it, Netty's event loop runs there.
 */
public final class NettyHost implements Host {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name = "asyncio-loop-" + COUNT.incrementAndGet();
    private final Function<Executor, HostEventLoop> eventLoops;
    private final Consumer<Thread> starter;
    private final BareLoop bare = new BareLoop(name, this::startedThread);
    private volatile @Nullable HostEventLoop eventLoop; // null until somebody asks for it
    private volatile @Nullable Tenant tenant; // set before the thread is needed
    private boolean closed; // guarded by this; no event loop is made any more
    private volatile @Nullable Thread thread; // null until it is needed

    /** {@code eventLoops} makes the event loop, when it is first needed. */
    public NettyHost(Function<Executor, HostEventLoop> eventLoops) {
        this(eventLoops, Thread::start);
    }

    /** {@code starter} starts the thread, if there is one to be had. */
    NettyHost(Function<Executor, HostEventLoop> eventLoops, Consumer<Thread> starter) {
        this.eventLoops = eventLoops;
        this.starter = starter;
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
        if (eventLoop != null || !bare.execute(turns)) {
            eventLoop().execute(turns);
        }
    }

    @Override
    public void executeAgain(Runnable turns) {
        if (eventLoop != null || !bare.execute(turns)) {
            // As a due timer it waits for Netty's next round: between two rounds Netty polls the sockets. As a task it
            // would run up to 64 times before that.
            eventLoop().schedule(turns, 0, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public Disposable executeAt(long deadline, Runnable turns) {
        Disposable timer = eventLoop == null ? bare.schedule(deadline, turns) : null;
        if (timer != null) {
            return timer;
        }
        long delay = Math.max(0, deadline - nanoTime());
        return new NettyTimer(eventLoop().schedule(turns, delay, TimeUnit.NANOSECONDS));
    }

    private record NettyTimer(Future<?> timer) implements Disposable {
        @Override
        public void dispose() {
            timer.cancel(false);
        }

        @Override
        public boolean isDisposed() {
            return timer.isDone();
        }
    }

    @Override
    public void executeLast(Runnable last) {
        if (thread == null || isCurrentThread()) {
            last.run(); // a loop that never ran needs no thread to end
            return;
        }
        CompletableFuture<Void> onThread;
        try {
            onThread = CompletableFuture.runAsync(last, this::execute);
        } catch (RejectedExecutionException threadHasEnded) { // by itself, as for want of memory
            last.run();
            return;
        }
        onThread.join();
    }

    @Override
    public void close() {
        HostEventLoop ending = refuseMore();
        if (ending == null) {
            bare.end();
        } else {
            ending.end();
        }
        if (!isCurrentThread()) {
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

    /** The event loop of the thread, which takes it over if it has not done so. */
    public HostEventLoop eventLoop() {
        HostEventLoop made = eventLoop;
        return made == null ? takenOver() : made;
    }

    private synchronized HostEventLoop takenOver() {
        HostEventLoop made = eventLoop;
        if (made == null) {
            if (closed) {
                throw new RejectedExecutionException(name + " is closed");
            }
            made = begun(new Heir());
            made.setTenant(tenant, thread);
            eventLoop = made;
        }
        return made;
    }

    private HostEventLoop begun(Heir heir) {
        HostEventLoop made = eventLoops.apply(heir);
        heir.eventLoop = made;
        try {
            made.execute(() -> {}); // has Netty ask for the thread
        } catch (Throwable noThread) {
            if (!heir.hasThread) {
                heir.eventLoop = null;
                made.end(); // in this thread: nobody else would close its selector
                throw noThread;
            }
        }
        return made;
    }

    /** Gives Netty the thread that there is. */
    private final class Heir implements Executor {
        @Nullable
        HostEventLoop eventLoop; // null once it shall end where it is

        boolean hasThread;

        @Override
        public void execute(Runnable loop) {
            if (eventLoop == null) {
                loop.run();
            } else {
                bare.handOver(eventLoop, loop);
                hasThread = true;
            }
        }
    }

    private synchronized @Nullable HostEventLoop refuseMore() {
        closed = true;
        return eventLoop;
    }

    private Thread startedThread(Runnable work) {
        Thread made = new LoopThread(work, name, tenant);
        thread = made; // first: it asks whether it is the one
        try {
            starter.accept(made);
        } catch (Throwable noThread) {
            thread = null; // nobody waits for what it shall do last
            throw noThread;
        }
        return made;
    }

    /** Says whose loop this is, before the thread is needed. */
    public void setTenant(Tenant tenant) {
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
