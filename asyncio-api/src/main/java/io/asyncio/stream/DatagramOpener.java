package io.asyncio.stream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Opens UDP sockets. */
final class DatagramOpener {
    /** What is longer than the buffer would be cut off; a buffer is free again when its datagram was copied. */
    private static final RecvByteBufAllocator FOR_THE_LONGEST = new FixedRecvByteBufAllocator(65_535);

    private final SocketHost host;

    DatagramOpener(SocketHost host) {
        this.host = host;
    }

    DatagramStream open(InetSocketAddress local, @Nullable InetSocketAddress peer) throws IOException {
        Bootstrap bootstrap = new Bootstrap()
                .group(host.eventLoop())
                .channelFactory(Transport.PREFERRED.datagramChannels(local))
                .option(ChannelOption.ALLOCATOR, host.allocator())
                .option(ChannelOption.RECVBUF_ALLOCATOR, FOR_THE_LONGEST)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInboundHandlerAdapter());
        ChannelFuture attempt = peer == null ? bootstrap.bind(local) : bootstrap.connect(peer, local);
        return ChannelAttempt.awaitBound(host, attempt, local, channel -> new DatagramStream(host, channel, peer));
    }
}
