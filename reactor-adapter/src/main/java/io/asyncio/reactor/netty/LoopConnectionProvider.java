package io.asyncio.reactor.netty;

import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import io.netty.resolver.AddressResolverGroup;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.TransportConfig;

/**
 * A pool of connections for each loop of a group, so that a client is answered on the loop on which it asked. A client
 * that is used outside of the loops is served by the next loop, on that loop's thread.
 *
 * <pre>{@code
 * LoopResources onLoops = AsyncioLoopResources.of(group);
 * ConnectionProvider pools =
 *         LoopConnectionProvider.of(group, loop -> ConnectionProvider.create(loop.name(), 500));
 * }</pre>
 *
 * <p>A limit of a pool, such as its maximum of connections, is that of each loop's pool.
 */
public final class LoopConnectionProvider implements ConnectionProvider {
    private final LoopGroup group;
    private final Map<Loop, ConnectionProvider> pools;

    private LoopConnectionProvider(LoopGroup group, Map<Loop, ConnectionProvider> pools) {
        this.group = group;
        this.pools = pools;
    }

    /** A pool made by {@code newPool} for each loop of {@code group}; it is disposed with this. Any thread may call. */
    public static LoopConnectionProvider of(LoopGroup group, Function<Loop, ConnectionProvider> newPool) {
        Objects.requireNonNull(newPool, "newPool");
        Map<Loop, ConnectionProvider> pools = new LinkedHashMap<>();
        for (Loop loop : Objects.requireNonNull(group, "group").loops()) {
            pools.put(loop, Objects.requireNonNull(newPool.apply(loop), "a pool"));
        }
        return new LoopConnectionProvider(group, pools);
    }

    @Override
    public Mono<? extends Connection> acquire(
            TransportConfig config,
            ConnectionObserver observer,
            @Nullable Supplier<? extends SocketAddress> remoteAddress,
            @Nullable AddressResolverGroup<?> resolver) {
        return Mono.defer(() -> {
            Loop loop = group.currentOrNext();
            Mono<? extends Connection> acquired = poolOf(loop).acquire(config, observer, remoteAddress, resolver);
            return loop.isCurrent() ? acquired : acquired.subscribeOn(loop.scheduler());
        });
    }

    private ConnectionProvider poolOf(Loop loop) {
        return Objects.requireNonNull(pools.get(loop), "each loop has one");
    }

    @Override
    public void disposeWhen(SocketAddress remoteAddress) {
        pools.values().forEach(pool -> pool.disposeWhen(remoteAddress));
    }

    @Override
    public void dispose() {
        pools.values().forEach(ConnectionProvider::dispose);
    }

    @Override
    public Mono<Void> disposeLater() {
        return Flux.fromIterable(pools.values())
                .flatMap(ConnectionProvider::disposeLater)
                .then();
    }

    @Override
    public boolean isDisposed() {
        return pools.values().stream().allMatch(ConnectionProvider::isDisposed);
    }
}
