package io.asyncio.stream;

import io.asyncio.host.HostEventLoopGroup;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Opens servers: one that serves what it accepts, or one that deals it out to others. */
final class Listener {
    /** A socket that accepted several at once could not stop after the last one that has a place. */
    private static final RecvByteBufAllocator ONE_BY_ONE =
            new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(1);

    private final SocketHost host;
    private final ServerOptions options;
    private final Server server;
    private final EventLoopGroup served;
    private final Map<EventLoop, Server> serving = new HashMap<>();

    Listener(SocketHost host, ConnectionHandler handler, ServerOptions options) {
        this(host, options, new Server(host, handler, options), host.eventLoop());
    }

    /** Beside {@code first}, with which it shares the places for connections. */
    static Listener beside(Server first, SocketHost host, ConnectionHandler handler, ServerOptions options) {
        Server server = new Server(host, handler, options, first.limit);
        return new Listener(host, options, server, host.eventLoop());
    }

    private Listener(SocketHost host, ServerOptions options, Server server, EventLoopGroup served) {
        this.host = host;
        this.options = options;
        this.server = server;
        this.served = served;
        serving.put(host.eventLoop(), server);
    }

    /** Accepts for all of {@code servers}, in turn; the first of them is on the caller's loop. */
    static Listener dealingOut(List<Server> servers, ServerOptions options) {
        Server first = servers.get(0);
        EventLoopGroup served = new HostEventLoopGroup(
                servers.stream().map(server -> server.host().eventLoop()).toList());
        Listener listener = new Listener(first.host(), options, first, served);
        servers.forEach(server -> listener.serving.put(server.host().eventLoop(), server));
        return listener;
    }

    /** Listens on all addresses, on one port. */
    Server open(List<? extends SocketAddress> addresses) throws IOException {
        try {
            IOException unavailable = null;
            for (SocketAddress address : addresses) {
                try {
                    bind(onOnePort(address));
                } catch (IOException e) {
                    unavailable = orRaise(e);
                }
            }
            if (unavailable != null && server.sockets().isEmpty()) {
                throw unavailable;
            }
            return server;
        } catch (Throwable e) {
            server.giveBack();
            throw e;
        }
    }

    /** A name may have an address of a family that this machine has switched off, as {@code ::1} of localhost. */
    private static IOException orRaise(IOException failure) throws IOException {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("assign requested address") || message.contains("rotocol family")) {
            return failure;
        }
        throw failure;
    }

    private SocketAddress onOnePort(SocketAddress address) {
        if (address instanceof InetSocketAddress inet
                && inet.getPort() == 0
                && !server.sockets().isEmpty()) {
            return new InetSocketAddress(inet.getAddress(), server.port());
        }
        return address;
    }

    private void bind(SocketAddress address) throws IOException {
        boolean isUnix = !(address instanceof InetSocketAddress);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(host.eventLoop(), served)
                .channelFactory(Transport.PREFERRED.serverChannels(address))
                .option(ChannelOption.SO_BACKLOG, options.backlog)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, Reads.INSTANCE)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new Accepting());
        SocketAddress known = Transport.PREFERRED.asTheJdkHasIt(address);
        List<ChannelHandler> handlers = new ArrayList<>();
        if (server.limit != null) {
            bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, ONE_BY_ONE);
            handlers.add(server.limit.gateOf(server));
        }
        if (known instanceof UnixDomainSocketAddress unix) {
            handlers.add(new UnixServerPath(host, unix.getPath()));
        } else {
            bootstrap
                    .option(ChannelOption.SO_REUSEADDR, options.reuseAddress)
                    .option(Transport.PREFERRED.reusePort(), options.reusePort ? true : null)
                    .childOption(ChannelOption.TCP_NODELAY, options.noDelay)
                    .childOption(ChannelOption.SO_KEEPALIVE, options.keepAlive);
        }
        bootstrap.handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel listening) {
                listening.pipeline().addLast(handlers.toArray(ChannelHandler[]::new));
            }
        });
        Channel channel = ChannelAttempt.awaitBound(host, bootstrap.bind(address), address, opened -> opened);
        server.add(channel, isUnix ? known : channel.localAddress());
    }

    /** Sees the bytes as they come and go, below TLS, and also those of a large block that leave one by one. */
    private static ChannelHandler idleTimer(long millis) {
        return new IdleStateHandler(true, 0, 0, millis, TimeUnit.MILLISECONDS);
    }

    /** Each connection, once its channel is ready. */
    private final class Accepting extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            Server accepting = Objects.requireNonNull(serving.get(channel.eventLoop()), "its event loop is known");
            SocketHost host = accepting.host();
            host.accepted(channel);
            channel.config().setAllocator(host.allocator());
            Transport.PREFERRED.allowHalfClosure(channel);
            if (options.idleMillis > 0) {
                channel.pipeline().addLast(idleTimer(options.idleMillis));
            }
            channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelActive(ChannelHandlerContext context) {
                    context.pipeline().remove(this);
                    host.deliver(() -> accepting.accepted(context.channel()));
                }
            });
        }
    }
}
