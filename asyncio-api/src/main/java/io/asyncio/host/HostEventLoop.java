package io.asyncio.host;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Netty's event loop on a loop's own thread. Anybody may have channels on it; the loop ends it, nobody else.
 *
 * <p>The code of a task counts as in it: while that runs, in whichever thread, the loop's own does nothing else.
 */
public final class HostEventLoop extends SingleThreadIoEventLoop {
    private static final long BEARABLE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long WORKED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Class<? extends IoHandler> ioType;
    private final boolean isBoundToThread;
    private volatile @Nullable Tenant tenant; // known once the thread has been made

    /**
     * An event loop that is not yet started.
     *
     * @param ioType what Netty shall take the handler for
     * @param isBoundToThread whether channels must be touched by the thread itself, as io_uring's
     */
    public HostEventLoop(
            ThreadFactory threads,
            IoHandlerFactory handlers,
            Class<? extends IoHandler> ioType,
            boolean isBoundToThread) {
        super((IoEventLoopGroup) null, threads, handlers);
        MemoryPause.prepare();
        this.ioType = ioType;
        this.isBoundToThread = isBoundToThread;
    }

    /** Told by who makes the thread, before it starts. */
    void setTenant(@Nullable Tenant tenant) {
        this.tenant = tenant;
    }

    /**
     * Netty's ends with the first error that it cannot even log. Where there is no memory this goes on, for two seconds at
     * most; a class that could not be loaded for want of memory is a LinkageError.
     */
    @Override
    protected void run() {
        long began = System.nanoTime(); // to fail
        while (true) {
            long now = System.nanoTime();
            try {
                super.run();
                return;
            } catch (OutOfMemoryError | LinkageError noMemory) {
                if (System.nanoTime() - now > WORKED_NANOS) {
                    began = System.nanoTime();
                }
                if (System.nanoTime() - began > BEARABLE_NANOS) {
                    throw noMemory;
                }
                MemoryPause.take(); // whoever was to be told has been, or has nobody to tell
            }
        }
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return super.inEventLoop(thread) || isTenants(thread);
    }

    /** Whether the caller is the event loop's own thread, and not one that the tenant's code runs in. */
    public boolean isCurrentThread() {
        return super.inEventLoop(Thread.currentThread());
    }

    private boolean isTenants(Thread thread) {
        Tenant living = tenant;
        return living != null && (!isBoundToThread || living.staysOnThread()) && living.isHeldBy(thread);
    }

    @Override
    public boolean isIoType(Class<? extends IoHandler> type) {
        return type == ioType;
    }

    /** Ends the event loop with all that is on it. */
    public Future<?> end() {
        return super.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        throw refusal();
    }

    @Override
    @Deprecated
    public void shutdown() {
        throw refusal();
    }

    private static UnsupportedOperationException refusal() {
        return new UnsupportedOperationException(
                "This is the thread of an event loop of asyncio: close that loop instead");
    }
}
