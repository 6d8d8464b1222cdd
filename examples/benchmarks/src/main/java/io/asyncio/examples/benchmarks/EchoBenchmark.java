package io.asyncio.examples.benchmarks;

import io.asyncio.Asyncio;
import io.asyncio.Loop;
import io.asyncio.stream.Server;
import io.asyncio.stream.StreamReader;
import io.asyncio.stream.StreamWriter;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import reactor.netty.DisposableServer;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpServer;

/**
 * Echoes a second of a server with one thread: ours, one on plain Netty, one on reactor-netty. The client, the same for
 * all, sends 64 bytes on each connection, waits for them, and sends them again.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/benchmarks -am -Dbenchmark=Echo}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EchoBenchmark {
    private static final int ECHOES = 20_000;
    private static final int MESSAGE_BYTES = 64;

    @Param({"asyncio", "netty", "reactorNetty"})
    public String server = "";

    @Param({"1", "100", "1000"})
    public int connections;

    private EventLoopGroup clientGroup;
    private AutoCloseable running;
    private final List<Channel> clients = new ArrayList<>();
    private final AtomicInteger left = new AtomicInteger();
    private volatile CountDownLatch done;

    @Setup
    public void connect() throws Exception {
        clientGroup = newGroup();
        int port =
                switch (server) {
                    case "asyncio" -> startAsyncio();
                    case "netty" -> startNetty();
                    default -> startReactorNetty();
                };
        Bootstrap bootstrap = new Bootstrap()
                .group(clientGroup)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new PingPong());
        for (int i = 0; i < connections; i++) {
            clients.add(bootstrap.connect("127.0.0.1", port).sync().channel());
        }
    }

    @TearDown
    public void disconnect() throws Exception {
        clients.forEach(client -> client.close().syncUninterruptibly());
        running.close();
        clientGroup.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    @Benchmark
    @OperationsPerInvocation(ECHOES)
    public void echo() throws InterruptedException {
        done = new CountDownLatch(connections);
        left.set(ECHOES);
        for (Channel client : clients) {
            client.writeAndFlush(client.alloc().directBuffer(MESSAGE_BYTES).writeZero(MESSAGE_BYTES));
        }
        done.await();
    }

    private static EventLoopGroup newGroup() {
        return new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    }

    private int startAsyncio() throws Exception {
        Loop loop = Loop.create().start();
        running = loop;
        Server started = loop.createTask(() -> Asyncio.startServer(EchoBenchmark::serve, "127.0.0.1", 0))
                .toCompletableFuture()
                .get();
        return started.port();
    }

    private static void serve(StreamReader reader, StreamWriter writer) throws IOException {
        for (byte[] piece = reader.read(4096); piece.length > 0; piece = reader.read(4096)) {
            writer.write(piece);
        }
        writer.close();
    }

    private int startNetty() throws InterruptedException {
        EventLoopGroup group = newGroup();
        running = () -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        Channel listening = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Echo())
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    private int startReactorNetty() {
        LoopResources thread = LoopResources.create("echo", 1, 1, true);
        DisposableServer bound = TcpServer.create()
                .host("127.0.0.1")
                .port(0)
                .runOn(thread)
                .handle((in, out) -> out.send(in.receive().retain(), each -> true))
                .bindNow();
        running = () -> {
            bound.disposeNow();
            thread.dispose();
        };
        return bound.port();
    }

    /** The plain server. */
    @Sharable
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }

    /** The client of one connection; all of them have one thread. */
    @Sharable
    private final class PingPong extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf echoed = (ByteBuf) message;
            if (echoed.readableBytes() != MESSAGE_BYTES) {
                throw new IllegalStateException("an echo came in pieces");
            }
            if (left.decrementAndGet() >= connections) {
                context.writeAndFlush(echoed);
            } else {
                echoed.release();
                done.countDown();
            }
        }
    }
}
