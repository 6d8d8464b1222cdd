package io.asyncio;

import static io.asyncio.Asyncio.createDatagramEndpoint;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.waitFor;
import static io.asyncio.Scenario.inRealTime;
import static io.asyncio.SocketTestBase.LOOPBACK;
import static io.asyncio.SocketTestBase.bytes;
import static io.asyncio.SocketTestBase.untilNoneIsConnected;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.stream.ConnectOptions;
import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.DatagramStream;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import io.asyncio.stream.StreamReader;
import io.asyncio.stream.StreamWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** Streams and datagrams: no byte is lost or doubled, and the stream can be used as before. */
final class StreamScenarios {
    /** What {@link #readInAllWays} reads. */
    static final List<String> PIECES = List.of("abc", "defgh", "a line\n", "until;", "1234", "5678", "the end");

    private static final double PATIENCE = 20;
    private static final int MORE_THAN_SOCKETS_TAKE = 6 << 20;
    private static final byte[] MUCH = new byte[100_000];

    static {
        new Random(5).nextBytes(MUCH);
    }

    private StreamScenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (SocketKind kind : List.of(SocketKind.TCP, SocketKind.TLS, SocketKind.UNIX)) {
            all.add(inRealTime(
                    "Stream.read Stream.readExactly Stream.readLine Stream.readUntil Stream.readInto",
                    trial -> reads(trial, kind)));
            all.add(inRealTime("Stream.waitClosed", trial -> waitClosed(trial, kind)));
            all.add(inRealTime("Stream.sendFile", trial -> sendFile(trial, kind)));
            all.add(inRealTime("Stream.transferTo", trial -> transferTo(trial, kind)));
        }
        all.add(inRealTime("Stream.drain", trial -> drain(trial, SocketKind.TCP)));
        all.add(inRealTime("Stream.drain", trial -> drain(trial, SocketKind.UNIX)));
        all.add(inRealTime("Stream.startTls", StreamScenarios::startTls));
        all.add(inRealTime("Asyncio.createDatagramEndpoint", StreamScenarios::openDatagram));
        all.add(inRealTime("DatagramStream.send DatagramStream.receive", StreamScenarios::datagrams));
        all.add(inRealTime("DatagramStream.waitClosed", StreamScenarios::datagramClosed));
        return all;
    }

    /** By each way to read. */
    static void readInAllWays(StreamReader reader, ByteArrayOutputStream got) throws IOException {
        got.writeBytes(reader.read(3));
        got.writeBytes(reader.readExactly(5));
        got.writeBytes(reader.readLine());
        got.writeBytes(reader.readUntil(bytes(";")));
        byte[] array = new byte[4];
        got.write(array, 0, reader.readInto(array));
        ByteBuffer buffer = ByteBuffer.allocate(4);
        reader.readInto(buffer);
        got.write(buffer.array(), 0, buffer.position());
        got.writeBytes(reader.read());
    }

    private static void reads(Trial trial, SocketKind kind) throws Exception {
        ConnectionHandler slow = (reader, writer) -> {
            for (String piece : PIECES) {
                writer.write(bytes(piece));
                sleepMs(1);
            }
            writer.close();
        };
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        try (Server server = kind.listen(slow);
                Stream stream = kind.connect(server)) {
            trial.call(() -> readInAllWays(stream, got));
            got.writeBytes(stream.read());
            assertThat(got).hasToString(String.join("", PIECES));
        }
    }

    /** Twice what sockets take waits to be sent: the peer reads late. */
    private static void drain(Trial trial, SocketKind kind) throws Exception {
        ConnectionHandler late = (reader, writer) -> {
            sleepMs(1);
            writer.write(Arrays.copyOf(reader.readExactly(MORE_THAN_SOCKETS_TAKE), 1));
            writer.close();
        };
        ConnectOptions little = ConnectOptions.defaults().withWaterMarks(1000, 2000);
        try (Server server = kind.listen(late);
                Stream stream = kind.connect(server.sockets().get(0), little)) {
            stream.write(new byte[MORE_THAN_SOCKETS_TAKE]);
            trial.behind(stream::drain);
            trial.call(stream::drain);
            assertThat(stream.read()).hasSize(1);
        }
    }

    private static void waitClosed(Trial trial, SocketKind kind) throws Exception {
        Receiver receiver = new Receiver();
        try (Server server = kind.listen(receiver)) {
            Stream stream = connect(kind, server);
            stream.write(MUCH);
            stream.close();
            trial.call(stream::waitClosed);
            stream.waitClosed();
            assertThat(Arrays.equals(receiver.all(), MUCH)).isTrue();
        }
    }

    /** Greets, and reads all that its client sends. */
    static final class Receiver implements ConnectionHandler {
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private final Event ended = new Event();

        @Override
        public void handle(StreamReader reader, StreamWriter writer) throws IOException {
            try {
                writer.write(bytes("!"));
                received.writeBytes(reader.read());
            } finally {
                ended.set();
            }
        }

        byte[] all() throws TimeoutException {
            waitFor(ended::await, PATIENCE);
            return received.toByteArray();
        }
    }

    /** The peer gets a file from its beginning to where the call was cut short, and what is written then. */
    private static void sendFile(Trial trial, SocketKind kind) throws Exception {
        Receiver receiver = new Receiver();
        try (Server server = kind.listen(receiver);
                Stream stream = connect(kind, server)) {
            boolean sent = trial.call(() -> stream.sendFile(LargeFile.PATH));
            stream.write(LargeFile.END);
            stream.close();
            LargeFile.assertBegins(receiver.all(), sent);
        }
    }

    /** With the greeting, all has come that TLS sends behind its handshake: who closes with it unread resets the connection. */
    static Stream connect(SocketKind kind, Server server) throws IOException {
        Stream stream = kind.connect(server);
        stream.readExactly(1);
        return stream;
    }

    /** Of more than one of the pieces in which a file is sent. */
    static final class LargeFile {
        static final byte[] CONTENT = Arrays.copyOf(MUCH, (1 << 20) + 12_345);
        static final byte[] END = bytes("end");
        static final Path PATH = write();

        private LargeFile() {}

        private static Path write() {
            try {
                Path path = Files.createTempFile("large", null);
                path.toFile().deleteOnExit();
                return Files.write(path, CONTENT);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** With {@link #END} behind that. */
        static void assertBegins(byte[] received, boolean andEnds) {
            int count = received.length - END.length;
            assertThat(count).isBetween(andEnds ? CONTENT.length : 0, CONTENT.length);
            byte[] expected = Arrays.copyOf(CONTENT, received.length);
            System.arraycopy(END, 0, expected, count, END.length);
            assertThat(Arrays.equals(received, expected)).isTrue();
        }
    }

    /** What was not moved can be read. */
    private static void transferTo(Trial trial, SocketKind kind) throws Exception {
        ConnectionHandler sending = (reader, writer) -> {
            writer.write(MUCH, 0, 10);
            sleepMs(1);
            writer.write(MUCH, 10, MUCH.length - 10);
            writer.close();
        };
        Receiver receiver = new Receiver();
        try (Server sender = kind.listen(sending);
                Server server = kind.listen(receiver);
                Stream source = kind.connect(sender);
                Stream target = connect(kind, server)) {
            trial.call(() -> source.transferTo(target));
            target.write(source.read());
            target.close();
            assertThat(Arrays.equals(receiver.all(), MUCH)).isTrue();
        }
    }

    /** A handshake that does not come to its end closes the connection. */
    private static void startTls(Trial trial) throws Exception {
        SSLContext secret = TestCertificates.context(TestCertificates.valid(), null);
        SSLContext trusting = TestCertificates.context(null, TestCertificates.valid());
        ConnectionHandler answering = (reader, writer) -> {
            try {
                writer.startTls(secret, null);
                writer.write(reader.readLine());
            } catch (IOException handshakeCutShort) {
                assertThat(reader.atEof()).isTrue();
            }
        };
        try (Server server = SocketKind.TCP.listen(answering);
                Stream stream = SocketKind.TCP.connect(server)) {
            if (trial.call(() -> stream.startTls(trusting, "localhost"))) {
                stream.write(bytes("in secret\n"));
                assertThat(stream.readLine()).isEqualTo(bytes("in secret\n"));
            }
            stream.close();
            untilNoneIsConnected(server);
        }
    }

    private static void openDatagram(Trial trial) throws Exception {
        trial.call(() ->
                createDatagramEndpoint(new InetSocketAddress(LOOPBACK, 0), null).close());
    }

    /** Each datagram is there once, also one that comes while the call is cut short. */
    private static void datagrams(Trial trial) throws Exception {
        List<String> got = new ArrayList<>();
        try (DatagramStream sender = createDatagramEndpoint(new InetSocketAddress(LOOPBACK, 0), null);
                DatagramStream receiver = createDatagramEndpoint(new InetSocketAddress(LOOPBACK, 0), null)) {
            trial.later(() -> sender.send(bytes("later"), receiver.address()));
            boolean returned = trial.call(() -> {
                sender.send(bytes("soon"), receiver.address());
                got.add(receive(receiver));
                got.add(receive(receiver));
            });
            sender.send(bytes("last"), receiver.address());
            for (String next = receive(receiver); !next.equals("last"); next = receive(receiver)) {
                got.add(next);
            }
            assertThat(got).contains("later").isSubsetOf("soon", "later").doesNotHaveDuplicates();
            assertThat(returned && got.size() < 2).isFalse();
        }
    }

    private static String receive(DatagramStream receiver) throws IOException {
        return SocketTestBase.text(receiver.receive().data());
    }

    private static void datagramClosed(Trial trial) throws Exception {
        DatagramStream stream = createDatagramEndpoint(new InetSocketAddress(LOOPBACK, 0), null);
        trial.later(stream::close);
        trial.call(stream::waitClosed);
        stream.waitClosed();
    }
}
