package io.asyncio.host;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Netty's event loop on a loop's own thread. Anybody may have channels on it; the loop ends it, nobody else.
 *
 * <p>The code of a task counts as in it: while that runs, in whichever thread, the loop's own does nothing else.
 */
public final class HostEventLoop extends SingleThreadIoEventLoop {
    private final Class<? extends IoHandler> ioType;
    private final boolean isBoundToThread;
    private final Runnable netty = super::run;
    private volatile @Nullable Tenant tenant; // known once Netty's has been asked to begin
    private volatile @Nullable Thread thread; // that it is to run on, if there is one yet
    private volatile boolean began;

    /**
     * An event loop that is not yet started.
     *
     * @param threads gives it a thread, which it keeps
     * @param ioType what Netty shall take the handler for
     * @param isBoundToThread whether channels must be touched by the thread itself, as io_uring's
     */
    public HostEventLoop(
            Executor threads, IoHandlerFactory handlers, Class<? extends IoHandler> ioType, boolean isBoundToThread) {
        super((IoEventLoopGroup) null, threads, handlers);
        MemoryPause.prepare();
        this.ioType = ioType;
        this.isBoundToThread = isBoundToThread;
    }

    /** From here on Netty takes the tenant's code for its own: it must have been asked to begin, as that code does not. */
    void setTenant(@Nullable Tenant tenant, @Nullable Thread thread) {
        this.tenant = tenant;
        this.thread = thread;
    }

    /** Netty's ends with the first error that it cannot even log. */
    @Override
    protected void run() {
        began = true;
        MemoryPause.outlast(netty);
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return super.inEventLoop(thread) || isTenants(thread);
    }

    /** Whether the caller is the event loop's own thread, and not one that the tenant's code runs in. */
    public boolean isCurrentThread() {
        Thread current = Thread.currentThread();
        return super.inEventLoop(current) || current == thread;
    }

    private boolean isTenants(Thread thread) {
        Tenant living = tenant;
        return living != null && (!isBoundToThread || (began && living.staysOnThread())) && living.isHeldBy(thread);
    }

    @Override
    public boolean isIoType(Class<? extends IoHandler> type) {
        return type == ioType;
    }

    /** Whether it ends, or its tenant does: what is on it is about to be closed. */
    boolean isEnding() {
        Tenant living = tenant;
        return isShuttingDown() || (living != null && living.isClosing());
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
