package io.asyncio.examples.benchmarks.idle;

import io.asyncio.Asyncio;
import io.asyncio.Loop;
import io.asyncio.examples.benchmarks.NettyThread;
import io.asyncio.examples.benchmarks.UsedHeap;
import io.asyncio.stream.ServerOptions;
import io.asyncio.stream.StreamReader;
import io.asyncio.stream.StreamWriter;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers each line by itself. Prints its port, and for each line on its input how many connections are open, and the bytes
 * of its heap that are in use.
 */
public final class LineServer {
    private static final int BACKLOG = 1024;
    private static final int LONGEST_LINE = 8192;
    private static final AtomicInteger OPEN = new AtomicInteger();

    private LineServer() {}

    /** The argument is who serves: {@code asyncio} or {@code netty}. */
    public static void main(String... arguments) throws Exception {
        int port = arguments[0].equals("asyncio") ? startAsyncio() : startNetty();
        System.out.println(port);
        while (System.in.read() >= 0) {
            System.out.println(OPEN + " " + UsedHeap.bytes());
        }
        System.exit(0);
    }

    private static int startAsyncio() throws Exception {
        ServerOptions options = ServerOptions.defaults().withBacklog(BACKLOG);
        return Loop.create()
                .start()
                .createTask(() -> Asyncio.startServer(LineServer::serve, "127.0.0.1", 0, options))
                .toCompletableFuture()
                .get()
                .port();
    }

    private static void serve(StreamReader reader, StreamWriter writer) throws IOException {
        OPEN.incrementAndGet();
        for (byte[] line = reader.readLine(); line.length > 0; line = reader.readLine()) {
            writer.write(line);
            writer.drain();
        }
        writer.close();
        OPEN.decrementAndGet();
    }

    private static int startNetty() throws InterruptedException {
        Channel listening = new ServerBootstrap()
                .group(NettyThread.newGroup())
                .channel(NettyThread.serverType())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new LineBasedFrameDecoder(LONGEST_LINE), new StringDecoder());
                        channel.pipeline().addLast(new StringEncoder(), new Answering());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    private static final class Answering extends SimpleChannelInboundHandler<String> {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            OPEN.incrementAndGet();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            OPEN.decrementAndGet();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, String line) {
            context.writeAndFlush(line + "\n");
        }
    }
}
