package io.asyncio.reactor.netty;

import io.asyncio.LoopGroup;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/** The event loops of a group, of which the caller's own comes next, if the caller is on one. */
final class CallersEventLoop extends AbstractEventExecutorGroup implements EventLoopGroup {
    private final LoopGroup group;
    private final EventLoopGroup all;

    CallersEventLoop(LoopGroup group) {
        this.group = group;
        this.all = group.eventLoopGroup();
    }

    @Override
    public EventLoop next() {
        return group.currentOrNext().eventLoop();
    }

    @Override
    public ChannelFuture register(Channel channel) {
        return next().register(channel);
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        return next().register(promise);
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        return next().register(channel, promise);
    }

    @Override
    public Iterator<EventExecutor> iterator() {
        return all.iterator();
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        return all.shutdownGracefully(quietPeriod, timeout, unit);
    }

    @Override
    @Deprecated
    public void shutdown() {
        all.shutdown();
    }

    @Override
    public Future<?> terminationFuture() {
        return all.terminationFuture();
    }

    @Override
    public boolean isShuttingDown() {
        return all.isShuttingDown();
    }

    @Override
    public boolean isShutdown() {
        return all.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return all.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return all.awaitTermination(timeout, unit);
    }
}
