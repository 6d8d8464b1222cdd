package io.asyncio;

import io.asyncio.stream.Transport;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.NonBlocking;

/** A loop on a Netty event-loop thread of its own, shared by tasks, timers and sockets. The thread starts when needed. */
final class NettyHost implements Host {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name = "asyncio-loop-" + COUNT.incrementAndGet();
    private @Nullable EventLoop eventLoop; // guarded by this; made once

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
        return () -> timer.cancel(false);
    }

    @Override
    public void executeLast(Runnable last) {
        EventLoop thread = startedOrNull();
        if (thread == null || thread.inEventLoop()) {
            last.run(); // a loop that never ran needs no thread to end
        } else {
            thread.submit(last).syncUninterruptibly();
        }
    }

    @Override
    public boolean ownsThread() {
        return true;
    }

    @Override
    public void close() {
        EventLoop thread = startedOrNull();
        if (thread == null) {
            return;
        }
        thread.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        if (!thread.inEventLoop()) {
            thread.terminationFuture().awaitUninterruptibly();
        }
    }

    @Override
    public NettyHost netty() {
        return this;
    }

    synchronized EventLoop eventLoop() {
        if (eventLoop == null) {
            eventLoop = newEventLoop(name);
        }
        return eventLoop;
    }

    private synchronized @Nullable EventLoop startedOrNull() {
        return eventLoop;
    }

    /** Its thread starts with the first work. */
    static EventLoop newEventLoop(String name) {
        ThreadFactory threads = work -> newThread(work, name);
        return new SingleThreadIoEventLoop(null, threads, Transport.PREFERRED.newIoHandlerFactory());
    }

    private static Thread newThread(Runnable work, String name) {
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
