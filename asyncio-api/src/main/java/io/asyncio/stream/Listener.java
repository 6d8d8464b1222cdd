package io.asyncio.stream;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;

/** Opens servers. */
final class Listener {
    private final SocketHost host;
    private final ServerOptions options;
    private final Server server;

    Listener(SocketHost host, ConnectionHandler handler, ServerOptions options) {
        this.host = host;
        this.options = options;
        this.server = new Server(host, handler, options);
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
                .group(host.eventLoop())
                .channelFactory(Transport.PREFERRED.serverChannels(address))
                .option(ChannelOption.SO_BACKLOG, options.backlog)
                .childOption(ChannelOption.ALLOCATOR, host.allocator())
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, Reads.INSTANCE)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new Accepting());
        SocketAddress known = Transport.PREFERRED.asTheJdkHasIt(address);
        if (known instanceof UnixDomainSocketAddress unix) {
            bootstrap.handler(new UnixServerPath(host, unix.getPath()));
        } else {
            bootstrap
                    .option(ChannelOption.SO_REUSEADDR, options.reuseAddress)
                    .childOption(ChannelOption.TCP_NODELAY, options.noDelay)
                    .childOption(ChannelOption.SO_KEEPALIVE, options.keepAlive);
        }
        Channel channel = ChannelAttempt.awaitBound(host, bootstrap.bind(address), address, opened -> opened);
        server.add(channel, isUnix ? known : channel.localAddress());
    }

    /** Each connection, once its channel is ready. */
    private final class Accepting extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            host.opened(channel);
            Transport.PREFERRED.allowHalfClosure(channel);
            channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelActive(ChannelHandlerContext context) {
                    context.pipeline().remove(this);
                    host.deliver(() -> server.accepted(context.channel()));
                }
            });
        }
    }
}
