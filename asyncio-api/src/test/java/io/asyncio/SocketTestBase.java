package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio.fiber.FiberKind;
import io.asyncio.host.SchedulerHost;
import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Real sockets on loopback, in real time, on every fiber. A Netty buffer that is not released fails the class. */
abstract class SocketTestBase extends LoopTestBase {
    static final String HOST = "127.0.0.1";
    static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int LARGE_ANSWER = 20 << 20;
    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

    static {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ResourceLeakDetectorFactory() {
            @Override
            @SuppressWarnings("deprecation") // the one that is abstract
            public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int interval, long maxActive) {
                return new RecordingDetector<>(type, interval);
            }
        });
    }

    /** The loopback address of IPv6; skips the test on a machine that has none. */
    static InetAddress ipV6OrSkip() throws IOException {
        InetAddress ipV6 = InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
        assumeTrue(NetworkInterface.getByInetAddress(ipV6) != null, "this machine has no IPv6");
        return ipV6;
    }

    @BeforeEach
    void useRealTime() {
        loop.close();
        loop = realTimeLoop();
    }

    @AfterAll
    static void nothingWasLeaked() throws InterruptedException {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        PhantomReference<Object> canary = new PhantomReference<>(new Object(), collected);
        System.gc();
        assertThat(collected.remove(10_000)).as("the collector has run").isSameAs(canary);
        new LoopSockets(Loop.create()).allocator().buffer(1).release(); // the detector looks at each allocation
        assertThat(LEAKS).as("buffers not released").isEmpty();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The fiber under test, or one like it for a loop on a thread that cannot carry. */
    FiberKind baton() {
        return kind == FiberKind.CARRIER ? FiberKind.VIRTUAL : kind;
    }

    /** On a loop whose sockets have a thread beside it. */
    void runOnForeignScheduler(VoidCoroutine main) {
        Scheduler scheduler = Schedulers.newSingle("foreign");
        try (Loop foreign = handled(Loop.on(new SchedulerHost(scheduler), baton()))) {
            foreign.runUntilComplete(main);
        } finally {
            scheduler.dispose();
        }
    }

    /** Returns when {@code server} is done with all its connections. */
    static void untilNoneIsConnected(Server server) {
        while (!server.toString().endsWith("connections=0]")) {
            Asyncio.sleepMs(1);
        }
    }

    /** What a task does with the client's side of a connection. */
    interface Talk {
        void with(Stream stream) throws Exception;
    }

    /** Runs {@code client} against a server with {@code handler}; both are gone at the end. */
    void talk(ConnectionHandler handler, Talk client) {
        run(() -> {
            try (Server server = Asyncio.startServer(handler, HOST, 0);
                    Stream stream = Asyncio.openConnection(HOST, server.port())) {
                client.with(stream);
            }
        });
    }

    /** Answers once the peer has ended its side: with more than sockets take at once, so that the rest is sent later. */
    static final ConnectionHandler LARGE_ANSWER_TO_THE_END = (reader, writer) -> {
        byte[] answer = new byte[LARGE_ANSWER];
        Arrays.fill(answer, reader.read()[0]);
        Asyncio.sleepMs(10); // so that the transport has nothing more to look for
        writer.write(answer);
        writer.close();
    };

    /** The other side of {@link #LARGE_ANSWER_TO_THE_END}. */
    static void endAndReadAnswer(Stream stream) throws IOException {
        byte[] expected = new byte[LARGE_ANSWER];
        Arrays.fill(expected, (byte) '?');
        stream.write(bytes("?"));
        stream.writeEof();
        assertThat(Arrays.equals(stream.read(), expected)).isTrue();
    }

    /** What is logged while {@code body} runs. */
    static String logOf(Runnable body) {
        PrintStream standard = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            body.run();
        } finally {
            System.setErr(standard);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    /** Runs {@code client} against a plain socket of the JDK, which {@code peer} uses in a thread of its own. */
    void talkToPlainSocket(Peer peer, Talk client) throws IOException {
        try (ServerSocket listening = new ServerSocket(0)) {
            run(() -> {
                Task<?> other = Asyncio.createTask(() -> Asyncio.toThread(() -> {
                    try (Socket socket = listening.accept()) {
                        peer.use(socket);
                    }
                }));
                try (Stream stream = Asyncio.openConnection(HOST, listening.getLocalPort())) {
                    client.with(stream);
                }
                Asyncio.await(other);
            });
        }
    }

    /** {@code client} has read so much of what its peer {@code sent} when the peer resets the connection. */
    void talkToOneWhoResets(String sent, int readBefore, Talk client) throws IOException {
        CountDownLatch mayReset = new CountDownLatch(1);
        talkToPlainSocket(
                peer -> {
                    peer.getOutputStream().write(bytes(sent));
                    mayReset.await();
                    peer.setSoLinger(true, 0); // close() resets
                },
                stream -> {
                    assertThat(text(stream.readExactly(readBefore))).isEqualTo(sent.substring(0, readBefore));
                    mayReset.countDown();
                    client.with(stream);
                });
    }

    /** What the other end does. */
    interface Peer {
        void use(Socket socket) throws Exception;
    }

    private static final class RecordingDetector<T> extends ResourceLeakDetector<T> {
        RecordingDetector(Class<?> type, int interval) {
            super(type, interval);
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            LEAKS.add(resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            LEAKS.add(resourceType);
        }
    }
}
