package io.asyncio.examples.benchmarks.echo;

import io.asyncio.examples.benchmarks.NettyThread;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Sends messages on many connections, on each as many as the window before it waits for an echo. The same client for all
 * servers, on one Netty thread, so that what differs is the server.
 */
final class EchoClient implements AutoCloseable {
    private final EventLoopGroup group = NettyThread.newGroup();
    private final List<Connection> connections = new ArrayList<>();
    private final ByteBuf message;
    private final int window;
    private final long threadId;
    private int toSend; // this and the next: on the client's thread
    private int toReceive;
    private CompletableFuture<Void> end;

    EchoClient(int messageBytes, int window) {
        this.message =
                Unpooled.unreleasableBuffer(Unpooled.directBuffer(messageBytes).writeZero(messageBytes));
        this.window = window;
        this.threadId = group.submit(() -> Thread.currentThread().getId())
                .syncUninterruptibly()
                .getNow();
    }

    void connect(int port, int count, boolean tls) throws Exception {
        SslContext ssl = tls ? TlsKey.clientContext() : null;
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(NettyThread.clientType())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (ssl != null) {
                            channel.pipeline().addLast(ssl.newHandler(channel.alloc(), "localhost", port));
                        }
                        channel.pipeline().addLast(new Connection());
                    }
                });
        for (int i = 0; i < count; i++) {
            Channel channel = bootstrap.connect("127.0.0.1", port).sync().channel();
            if (ssl != null) {
                channel.pipeline().get(SslHandler.class).handshakeFuture().sync();
            }
            connections.add(channel.pipeline().get(Connection.class));
        }
    }

    long threadId() {
        return threadId;
    }

    /** Returns when so many messages have come back. */
    void echo(int messages) {
        CompletableFuture<Void> awaited = new CompletableFuture<>();
        group.execute(() -> {
            end = awaited;
            toSend = messages;
            toReceive = messages;
            connections.forEach(Connection::start);
        });
        awaited.join();
    }

    @Override
    public void close() throws InterruptedException {
        connections.forEach(each -> each.context.close().syncUninterruptibly());
        NettyThread.stop(group);
    }

    private final class Connection extends ChannelInboundHandlerAdapter {
        ChannelHandlerContext context;
        private int received; // of the message that comes in

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
        }

        void start() {
            for (int i = 0; i < window; i++) {
                sendNext();
            }
            context.flush();
        }

        private void sendNext() {
            if (toSend > 0) {
                toSend--;
                context.write(message.duplicate());
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext channel, Object echoed) {
            ByteBuf bytes = (ByteBuf) echoed;
            received += bytes.readableBytes();
            bytes.release();
            for (; received >= message.capacity(); received -= message.capacity()) {
                sendNext();
                if (--toReceive == 0) {
                    end.complete(null);
                }
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext channel) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
            end.completeExceptionally(cause);
        }
    }
}
