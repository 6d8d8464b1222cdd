package io.asyncio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A network between the two ends of one connection: it delays, splits and joins what it passes on, and may break at a byte
 * of one direction. Two threads over the JDK's channels, which share nothing with what is tested.
 */
final class FaultProxy implements AutoCloseable {
    /** What it does behind the last byte that it passes on. */
    enum Fault {
        NONE,
        /** Both ends hear that the connection is gone; over a Unix domain socket it may look like its end. */
        RESET,
        /** One end hears that no more will come, and the other one is not told. */
        HALF_CLOSE,
        /** Neither end hears of it. */
        SILENCE
    }

    private static final int MOST_NANOS = 400_000;

    private final ServerSocketChannel listening;
    private final SocketAddress target;
    private final Random random;
    private final Fault fault;
    private final boolean towardsClient;
    private final long faultAt;
    private final Thread thread = new Thread(this::serve, "fault proxy");
    private volatile SocketChannel client;
    private volatile SocketChannel server;
    private volatile boolean broken;

    /** Breaks when so many bytes were passed on towards the client, or towards the server. */
    FaultProxy(SocketAddress target, Random random, Fault fault, boolean towardsClient, long faultAt)
            throws IOException {
        this.target = target;
        this.random = random;
        this.fault = fault;
        this.towardsClient = towardsClient;
        this.faultAt = fault == Fault.NONE ? Long.MAX_VALUE : faultAt;
        this.listening = target instanceof UnixDomainSocketAddress
                ? ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)
                        .bind(UnixDomainSocketAddress.of(SocketKind.newPath()))
                : ServerSocketChannel.open().bind(new InetSocketAddress(SocketTestBase.LOOPBACK, 0));
        thread.setDaemon(true);
        thread.start();
    }

    /** Where the client connects. */
    SocketAddress address() throws IOException {
        return listening.getLocalAddress();
    }

    /** Whether its fault has come. */
    boolean isBroken() {
        return broken;
    }

    private void serve() {
        try {
            client = listening.accept();
            server = SocketChannel.open(target);
            Random forthAndBack = new Random(random.nextLong());
            Thread back = new Thread(() -> pass(server, client, towardsClient, random), "fault proxy");
            back.setDaemon(true);
            back.start();
            pass(client, server, !towardsClient, forthAndBack);
            back.join();
        } catch (IOException | InterruptedException closed) {
            // before anybody came
        }
    }

    private void pass(SocketChannel from, SocketChannel to, boolean isFaulty, Random mood) {
        try {
            ByteBuffer buffer = ByteBuffer.allocate(1 + mood.nextInt(mood.nextBoolean() ? 20_000 : 200));
            for (long left = isFaulty ? faultAt : Long.MAX_VALUE; left > 0; ) {
                pause(mood);
                if (from.read(buffer.clear().limit((int) Math.min(buffer.capacity(), left))) < 0) {
                    to.shutdownOutput();
                    return;
                }
                left -= buffer.flip().remaining();
                split(buffer, to, mood);
            }
            breakOff(from, to);
        } catch (IOException gone) {
            reset(from, to);
        }
    }

    private static void split(ByteBuffer buffer, SocketChannel to, Random mood) throws IOException {
        int end = buffer.limit();
        while (buffer.position() < end) {
            buffer.limit(buffer.position() + 1 + mood.nextInt(end - buffer.position()));
            while (buffer.hasRemaining()) {
                to.write(buffer);
            }
            pause(mood);
        }
    }

    private static void pause(Random mood) {
        if (mood.nextInt(4) == 0) {
            LockSupport.parkNanos(mood.nextInt(MOST_NANOS));
        }
    }

    private void breakOff(SocketChannel from, SocketChannel to) throws IOException {
        broken = true;
        if (fault == Fault.RESET) {
            reset(from, to);
        } else if (fault == Fault.HALF_CLOSE) {
            to.shutdownOutput();
            ByteBuffer ignored = ByteBuffer.allocate(10_000);
            while (from.read(ignored.clear()) >= 0) {}
        }
    }

    private static void reset(SocketChannel... channels) {
        for (SocketChannel channel : channels) {
            try {
                if (!(channel.getLocalAddress() instanceof UnixDomainSocketAddress)) {
                    channel.setOption(StandardSocketOptions.SO_LINGER, 0); // close() resets
                }
                channel.close();
            } catch (IOException closedAlready) {
                // as it shall be
            }
        }
    }

    /** Ends the connection for both ends, if it has not ended. */
    @Override
    public void close() throws IOException {
        listening.close();
        for (SocketChannel channel : new SocketChannel[] {client, server}) {
            if (channel != null) {
                channel.close();
            }
        }
    }
}
