package io.asyncio.host;

import io.netty.channel.EventLoop;
import io.netty.channel.MultithreadEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The event loops of several loops, which Netty gives channels in turn. The loops end them, nobody else. */
public final class HostEventLoopGroup extends MultithreadEventLoopGroup {
    /** Of {@code members}, which are at least one. */
    public HostEventLoopGroup(List<? extends EventLoop> members) {
        super(members.size(), (Executor) null, members.iterator());
    }

    /** Called once for each by who makes the group, before this class has a field. */
    @Override
    protected EventLoop newChild(Executor unused, Object... members) {
        return (EventLoop) ((Iterator<?>) members[0]).next();
    }

    /** A loop may close before the others do: while there is another one, that gets what comes. */
    @Override
    public EventLoop next() {
        EventLoop next = super.next();
        while (isEnding(next) && !areAllEnding()) { // not so many times: other threads take turns, too
            next = super.next();
        }
        return next;
    }

    private boolean areAllEnding() {
        for (EventExecutor member : this) {
            if (!isEnding(member)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEnding(EventExecutor member) {
        return ((HostEventLoop) member).isEnding();
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
                "These are the threads of event loops of asyncio: close those loops, or their LoopGroup, instead");
    }
}
