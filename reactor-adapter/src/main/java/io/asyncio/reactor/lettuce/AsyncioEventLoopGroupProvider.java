package io.asyncio.reactor.lettuce;

import io.asyncio.Loop;
import io.asyncio.stream.Transport;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.lettuce.core.resource.Transports;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The thread of Lettuce's connections: a loop's own. What Lettuce completes or publishes holds the loop, as
 * {@link Loop#eventLoop()} says.
 *
 * <pre>{@code
 * ClientResources resources = AsyncioEventLoopGroupProvider.of(loop).clientResources().build();
 * RedisClient client = RedisClient.create(resources);
 * var redis = await(wrapFuture(client.connectAsync(StringCodec.UTF8, RedisURI.create(url)))).async();
 * }</pre>
 *
 * <p>In a task, take {@code connectAsync}, {@code closeAsync}, {@code shutdownAsync} and the commands of {@code async()} or
 * {@code reactive()}: the others block the loop, which is to answer them. Lettuce shuts nothing of the loop down; close
 * the client before the loop.
 */
public final class AsyncioEventLoopGroupProvider implements EventLoopGroupProvider {
    private final Loop loop;
    private final EventLoop group;

    private AsyncioEventLoopGroupProvider(Loop loop) {
        this.loop = loop;
        this.group = loop.eventLoop();
    }

    /**
     * All on {@code loop}'s own thread. Any thread may call.
     *
     * @throws IllegalStateException if the loop runs on a foreign scheduler ({@link Loop#on}), or is closed, or if
     *     system properties make Lettuce use another of Netty's transports than the loop does
     */
    public static AsyncioEventLoopGroupProvider of(Loop loop) {
        AsyncioEventLoopGroupProvider provider =
                new AsyncioEventLoopGroupProvider(Objects.requireNonNull(loop, "loop"));
        requireSameTransport(Transports.socketChannelClass(), Transport.PREFERRED.channelClass(SocketChannel.class));
        return provider;
    }

    /** Lettuce chooses its kind of channels by itself, for the JVM, whatever event loop they are to live on. */
    static void requireSameTransport(Class<? extends Channel> lettuces, Class<? extends Channel> ours) {
        if (lettuces != ours) {
            throw new IllegalStateException("Lettuce makes channels of the class " + lettuces.getSimpleName()
                    + ", while event loops are for " + ours.getSimpleName()
                    + ": have both use one transport, by -Dio.asyncio.transport, or by -Dio.lettuce.core.epoll,"
                    + " .kqueue and .iouring, each true or false");
        }
    }

    /**
     * A builder of Lettuce's resources that has all of its threads replaced by the loop's: connections, timers
     * (reconnecting, timeouts of commands), events, {@code publishOnScheduler}. Any thread may call.
     */
    public ClientResources.Builder clientResources() {
        return ClientResources.builder()
                .eventLoopGroupProvider(this)
                .eventExecutorGroup(group)
                .timer(new LoopTimer(loop, group));
    }

    /** The loop's own event loop, whatever {@code type} Lettuce asks for: its channels suit it. */
    @Override
    @SuppressWarnings("unchecked")
    public <T extends EventLoopGroup> T allocate(Class<T> type) {
        return (T) group;
    }

    @Override
    public int threadPoolSize() {
        return 1;
    }

    /** Does nothing: close the loop. */
    @Override
    public Future<Boolean> release(EventExecutorGroup eventLoopGroup, long quietPeriod, long timeout, TimeUnit unit) {
        return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
    }

    /** Does nothing: close the loop. */
    @Override
    public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit timeUnit) {
        return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
    }
}
