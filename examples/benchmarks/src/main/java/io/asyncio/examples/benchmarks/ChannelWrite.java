package io.asyncio.examples.benchmarks;

import io.asyncio.Coroutine;
import io.asyncio.Loop;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Messages written to a channel of Netty; they pass its pipeline and go no further. A task of the loop counts as inside
 * the channel's event loop; {@code asyncioByHop} hands each over, as it would have to otherwise.
 */
public class ChannelWrite extends Comparison {
    private static final int MESSAGES = 10_000;

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public int asyncio(OfLoop open) {
        return counted(MESSAGES, open.inTask(open::writeAll));
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public int asyncioByHop(OfLoop open) {
        CompletableFuture<Integer> handedOver = new CompletableFuture<>();
        open.inTask(() -> {
            for (int i = 1; i < MESSAGES; i++) {
                open.channel.eventLoop().execute(open::write);
            }
            open.channel.eventLoop().execute(() -> {
                open.write();
                handedOver.complete(open.takeWritten());
            });
            return 0;
        });
        return counted(MESSAGES, handedOver.join());
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public int netty(OfNetty open) {
        return counted(
                MESSAGES,
                open.channel
                        .eventLoop()
                        .submit(open::writeAll)
                        .syncUninterruptibly()
                        .getNow());
    }

    /** A connection whose messages go no further than to its pipeline's end. */
    private static class OpenChannel {
        private final Object message = Unpooled.EMPTY_BUFFER;
        private int written;
        private ServerSocket peer;
        Channel channel;

        final void open(EventLoop eventLoop) throws IOException {
            peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            channel = new Bootstrap()
                    .group(eventLoop)
                    .channel(NettyThread.clientType())
                    .handler(new Swallow())
                    .connect(peer.getLocalSocketAddress())
                    .syncUninterruptibly()
                    .channel();
        }

        final void closeChannel() throws IOException {
            channel.close().syncUninterruptibly();
            peer.close();
        }

        final void write() {
            channel.write(message, channel.voidPromise());
        }

        final int writeAll() {
            for (int i = 0; i < MESSAGES; i++) {
                write();
            }
            return takeWritten();
        }

        final int takeWritten() {
            int taken = written;
            written = 0;
            return taken;
        }

        private final class Swallow extends ChannelOutboundHandlerAdapter {
            @Override
            public void write(ChannelHandlerContext context, Object swallowed, ChannelPromise promise) {
                ReferenceCountUtil.release(swallowed);
                written++;
            }
        }
    }

    /** On our loop, on each fiber. */
    @State(Scope.Benchmark)
    public static class OfLoop extends OpenChannel {
        private Loop loop;

        @Setup
        public void open(StartedLoop started) throws IOException {
            loop = started.loop;
            open(loop.eventLoop());
        }

        @TearDown
        public void close() throws IOException {
            closeChannel();
        }

        final int inTask(Coroutine<Integer> body) {
            return loop.createTask(body).toCompletableFuture().join();
        }
    }

    /** On a thread of Netty's. */
    @State(Scope.Benchmark)
    public static class OfNetty extends OpenChannel {
        @Setup
        public void open(NettyThread thread) throws IOException {
            open(thread.group.next());
        }

        @TearDown
        public void close() throws IOException {
            closeChannel();
        }
    }
}
