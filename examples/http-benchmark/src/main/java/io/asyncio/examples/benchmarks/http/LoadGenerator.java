package io.asyncio.examples.benchmarks.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a server busy: on each connection the next request is sent when the last one is answered. The same client for all
 * servers, so that what differs is the server.
 */
final class LoadGenerator implements AutoCloseable {
    /** What came of a slice, on the client's side. */
    record Answers(int count, long nanos, long median, long percentile99) {}

    private final ClientThread thread;
    private final ByteBuf request;
    private final List<Connection> connections = new ArrayList<>();
    private final Latencies latencies = new Latencies(); // this and the next: on the client's thread
    private CompletableFuture<Answers> end = new CompletableFuture<>();
    private boolean isStopping;
    private int waiting;
    private long start;

    private LoadGenerator(ClientThread thread, Load load) {
        this.thread = thread;
        this.request = StubServer.constant("GET /" + load.endpoint() + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    static LoadGenerator connect(ClientThread thread, Load load, int port) throws InterruptedException {
        LoadGenerator generator = new LoadGenerator(thread, load);
        for (int i = 0; i < load.connections(); i++) {
            Connection connection = generator.new Connection();
            thread.client()
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline().addLast(connection);
                        }
                    })
                    .connect("127.0.0.1", port)
                    .sync();
            generator.connections.add(connection);
        }
        return generator;
    }

    /** Returns when the time is over, and every request answered. */
    Answers run(Duration time) {
        CompletableFuture<Answers> ended = new CompletableFuture<>();
        thread.execute(() -> {
            end = ended;
            isStopping = false;
            latencies.clear();
            start = System.nanoTime();
            connections.forEach(Connection::send);
        });
        thread.group().schedule(() -> isStopping = true, time.toNanos(), TimeUnit.NANOSECONDS);
        return ended.orTimeout(time.toSeconds() + 10, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        connections.forEach(Connection::close);
    }

    private void answered(long sent) {
        latencies.add(System.nanoTime() - sent);
        waiting--;
        if (isStopping && waiting == 0) {
            end.complete(latencies.answers(System.nanoTime() - start));
        }
    }

    private final class Connection extends ResponseReader {
        private final CompletableFuture<ChannelHandlerContext> added = new CompletableFuture<>();
        private long sent;

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            added.complete(context);
        }

        void send() {
            waiting++;
            sent = System.nanoTime();
            added.join().writeAndFlush(request.duplicate(), added.join().voidPromise());
        }

        void close() {
            added.join().close().syncUninterruptibly();
        }

        @Override
        void responded(ChannelHandlerContext context) {
            if (isStopping) {
                answered(sent);
            } else {
                long lastSent = sent;
                send();
                answered(lastSent);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end.completeExceptionally(new IllegalStateException("the server has closed a connection"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            end.completeExceptionally(cause);
        }
    }

    private static final class Latencies {
        private long[] nanos = new long[1024];
        private int count;

        void clear() {
            count = 0;
        }

        void add(long latency) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = latency;
        }

        Answers answers(long time) {
            Arrays.sort(nanos, 0, count);
            return new Answers(count, time, nanos[count / 2], nanos[(int) (count * 0.99)]);
        }
    }
}
