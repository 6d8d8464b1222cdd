package io.asyncio.stream;

import io.asyncio.Event;
import io.asyncio.Future;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket. To be used by tasks of the loop that opened it. Datagrams arrive whole, whatever their length.
 * Datagrams that arrive while no task receives are kept, up to 64 KiB, where each counts as 128 bytes at least; further
 * ones wait in the system's buffer. When that is full, they are lost, as UDP may lose any datagram. Like Python's
 * {@code create_datagram_endpoint}, except that a task asks for datagrams, while Python tells a protocol of them.
 */
public final class DatagramStream implements AutoCloseable {
    private static final int LIMIT = 64 * 1024;
    private static final int LEAST = 128; // what an empty one takes

    private final SocketHost host;
    private final Channel channel;
    private final @Nullable InetSocketAddress peer;
    private final ArrayDeque<Datagram> received = new ArrayDeque<>();
    private final Event arrived = new Event();
    private final Event closed = new Event();
    private int receivedBytes;
    private boolean paused; // nothing more was requested of the channel
    private boolean closing;
    private @Nullable IOException failure;

    /** On the loop. */
    DatagramStream(SocketHost host, Channel channel, @Nullable InetSocketAddress peer) {
        this.host = host;
        this.channel = channel;
        this.peer = peer;
        channel.pipeline().addLast(new Events());
        channel.closeFuture().addListener(done -> host.deliver(this::connectionLost));
        LoopChannel.whenReleased(channel, () -> host.deliver(closed::set));
        channel.read();
    }

    private void connectionLost() {
        closing = true;
        arrived.set();
    }

    /**
     * Sends one datagram; suspends the current task until the system has it.
     *
     * @throws IOException if the datagram is too long, or the socket is closed
     * @throws IllegalArgumentException if the datagram is empty, as the transport would drop it
     */
    public void send(byte[] data, InetSocketAddress receiver) throws IOException {
        Objects.requireNonNull(receiver, "receiver");
        checkOpen("send()");
        if (data.length == 0) {
            throw new IllegalArgumentException("a datagram needs a byte at least");
        }
        Future<Boolean> sent = host.loop().createFuture();
        DatagramPacket packet = new DatagramPacket(Unpooled.copiedBuffer(data), receiver);
        channel.writeAndFlush(packet).addListener((ChannelFuture done) -> host.deliver(() -> ended(done, sent)));
        host.await(sent);
    }

    private void ended(ChannelFuture done, Future<Boolean> sent) {
        LoopChannel.end(sent, done.isSuccess() ? null : failureOf(done.cause()));
    }

    /** {@link #send(byte[], InetSocketAddress)} to the peer this was opened for. */
    public void send(byte[] data) throws IOException {
        if (peer == null) {
            throw new IllegalStateException("send() needs a receiver: pass one, or open the socket for a peer");
        }
        send(data, peer);
    }

    /**
     * The next datagram; suspends the current task until there is one. Any number of tasks may wait.
     *
     * @throws IOException if the socket is closed; a {@link PortUnreachableException} if the peer for which the socket
     *     was opened has refused a datagram, as no program receives there
     */
    public Datagram receive() throws IOException {
        checkOpen("receive()");
        if (!received.isEmpty()) {
            StepShare.consume();
        }
        while (received.isEmpty()) {
            throwIfFailed();
            resume();
            arrived.clear();
            arrived.await();
            checkOpen("receive()");
        }
        Datagram first = received.remove();
        receivedBytes -= room(first);
        resume();
        return first;
    }

    private static int room(Datagram datagram) {
        return Math.max(LEAST, datagram.data().length);
    }

    private void checkOpen(String call) throws IOException {
        host.checkTask(call, this);
        if (closing) {
            throw new IOException("The socket is closed");
        }
    }

    private void throwIfFailed() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            failure = null; // told once: the socket goes on
            throw cause;
        }
    }

    private IOException failureOf(Throwable cause) {
        return cause instanceof PortUnreachableException && peer != null
                ? SocketFailure.refused(peer, cause)
                : SocketFailure.of(cause);
    }

    private void resume() {
        if (!paused || receivedBytes > LIMIT) {
            return;
        }
        paused = false;
        LoopChannel.execute(channel, channel::read);
    }

    /** The address at which it receives. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Closes the socket. Tasks that wait for a datagram get an {@code IOException}. A second call does nothing. */
    @Override
    public void close() {
        host.checkLoopIfRunning("close()", this);
        closing = true;
        arrived.set();
        channel.close();
    }

    /** Whether the socket is closed, or about to be. */
    public boolean isClosing() {
        return closing;
    }

    /** Suspends the current task until the socket is closed, and its port free. */
    public void waitClosed() {
        host.checkTask("waitClosed()", this);
        closed.await();
    }

    @Override
    public String toString() {
        return "DatagramStream[" + channel.localAddress() + (peer == null ? "" : " - " + peer)
                + (closing ? ", closing" : "") + "]";
    }

    private final class Events extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            Datagram datagram;
            try {
                datagram = new Datagram(ByteBufUtil.getBytes(packet.content()), packet.sender());
            } finally {
                packet.release();
            }
            host.deliver(() -> {
                received.add(datagram);
                receivedBytes += room(datagram);
                arrived.set();
            });
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            host.deliver(() -> {
                paused = true;
                resume();
            });
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            host.deliver(() -> {
                failure = failureOf(cause);
                arrived.set();
            });
        }
    }
}
