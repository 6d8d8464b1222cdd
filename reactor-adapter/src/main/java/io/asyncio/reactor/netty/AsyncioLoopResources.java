package io.asyncio.reactor.netty;

import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import io.asyncio.stream.Transport;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ReflectiveChannelFactory;
import java.time.Duration;
import java.util.Objects;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * The threads of reactor-netty's servers and clients, and of what is built on them, as WebClient and the drivers of
 * R2DBC: the loop's own thread. Their handlers hold the loop, as {@link Loop#eventLoop()} says.
 *
 * <pre>{@code
 * LoopResources onLoop = AsyncioLoopResources.of(loop);
 * ConnectionProvider connections = ConnectionProvider.create("mine", 500);
 * ...
 * HttpClient client = HttpClient.create(connections).runOn(onLoop)...
 * }</pre>
 *
 * <p>{@code dispose()} does nothing: the threads end with their loops. A client keeps its connections in a pool; give a
 * loop a {@code ConnectionProvider} of its own, as the pool that all clients share by default has connections of other
 * threads.
 */
public final class AsyncioLoopResources implements LoopResources {
    private final EventLoopGroup servers;
    private final EventLoopGroup clients;

    private AsyncioLoopResources(EventLoopGroup servers, EventLoopGroup clients) {
        this.servers = servers;
        this.clients = clients;
    }

    /**
     * All on {@code loop}'s own thread. Any thread may call.
     *
     * @throws IllegalStateException if the loop runs on a foreign scheduler ({@link Loop#on}), or is closed
     */
    public static AsyncioLoopResources of(Loop loop) {
        EventLoopGroup own = Objects.requireNonNull(loop, "loop").eventLoop();
        return new AsyncioLoopResources(own, own);
    }

    /**
     * On the threads of all loops of {@code group}: a server deals its connections out in turn, and a client opens its own on
     * the loop on which it is called, else on the next one. A pool of connections for all of them would mix them up:
     * {@link LoopConnectionProvider} keeps one for each loop. Any thread may call.
     *
     * @throws IllegalStateException if the group is closed
     */
    public static AsyncioLoopResources of(LoopGroup group) {
        EventLoopGroup all = Objects.requireNonNull(group, "group").eventLoopGroup();
        return new AsyncioLoopResources(all, new CallersEventLoop(group));
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return servers;
    }

    /** Connections are accepted where they are served, as that is too little work for a thread of its own. */
    @Override
    public EventLoopGroup onServerSelect(boolean useNative) {
        return servers;
    }

    @Override
    public EventLoopGroup onClient(boolean useNative) {
        return clients;
    }

    @Override
    public <C extends Channel> C onChannel(Class<C> kind, EventLoopGroup group) {
        return new ReflectiveChannelFactory<C>(onChannelClass(kind, group)).newChannel();
    }

    @Override
    public <C extends Channel> Class<? extends C> onChannelClass(Class<C> kind, EventLoopGroup group) {
        return Transport.PREFERRED.channelClass(kind);
    }

    @Override
    public boolean daemon() {
        return true;
    }

    /** Does nothing: close the loop. */
    @Override
    public void dispose() {}

    @Override
    public Mono<Void> disposeLater() {
        return Mono.empty();
    }

    @Override
    public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
        return Mono.empty();
    }
}
