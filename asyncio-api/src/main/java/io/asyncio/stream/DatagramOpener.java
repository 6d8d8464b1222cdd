package io.asyncio.stream;

import io.asyncio.Asyncio;
import io.asyncio.Future;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Opens UDP sockets. */
final class DatagramOpener {
    private final SocketHost host;

    DatagramOpener(SocketHost host) {
        this.host = host;
    }

    DatagramStream open(InetSocketAddress local, @Nullable InetSocketAddress peer) throws IOException {
        Future<DatagramStream> opened = host.loop().createFuture();
        ChannelFuture bound = new Bootstrap()
                .group(host.eventLoop())
                .channel(Transport.PREFERRED.datagramChannelType())
                .option(ChannelOption.ALLOCATOR, host.allocator())
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInboundHandlerAdapter())
                .bind(local);
        Channel channel = bound.channel();
        host.opened(channel);
        bound.addListener((ChannelFuture done) -> {
            if (peer == null || !done.isSuccess()) {
                ended(done, peer, opened);
            } else {
                channel.connect(peer).addListener((ChannelFuture connected) -> ended(connected, peer, opened));
            }
        });
        try {
            return Asyncio.await(opened);
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    private void ended(ChannelFuture attempt, @Nullable InetSocketAddress peer, Future<DatagramStream> opened) {
        DatagramStream stream = attempt.isSuccess() ? new DatagramStream(host, attempt.channel(), peer) : null;
        host.deliver(() -> {
            if (opened.done()) {
                attempt.channel().close(); // cancelled meanwhile
            } else if (stream == null) {
                opened.setException(Listener.asBindException(attempt.cause()));
            } else {
                opened.setResult(stream);
            }
        });
    }
}
