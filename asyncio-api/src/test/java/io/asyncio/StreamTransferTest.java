package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createSubprocessExec;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.startServer;
import static io.asyncio.subprocess.Redirect.PIPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.stream.ConnectOptions;
import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.LimitOverrunException;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import io.asyncio.stream.StreamReader;
import io.asyncio.stream.StreamWriter;
import io.asyncio.subprocess.Process;
import io.asyncio.subprocess.ProcessOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code transferTo}: all bytes arrive, once and in order, whatever the streams are and whoever is slow, fails or goes. */
class StreamTransferTest extends SocketTestBase {
    private static final int MUCH = 3 << 20;
    private static final int MORE_THAN_SOCKETS_TAKE = 64 << 20;
    private static final int TURNS = 25;
    private static final ProcessOptions PIPES =
            ProcessOptions.defaults().withStdin(PIPE).withStdout(PIPE);

    private static final ConnectionHandler ECHO = (reader, writer) -> {
        reader.transferTo(writer);
        writer.close();
    };

    private final byte[] much = new byte[MUCH];

    @TempDir
    Path directory;

    StreamTransferTest() {
        new Random(3).nextBytes(much);
    }

    /** Connections of one kind. */
    private interface Wire {
        Server listen(ConnectionHandler handler) throws IOException;

        Stream connect(Server server) throws IOException;
    }

    private static final Wire TCP = new Wire() {
        @Override
        public Server listen(ConnectionHandler handler) throws IOException {
            return startServer(handler, HOST, 0);
        }

        @Override
        public Stream connect(Server server) throws IOException {
            return openConnection(HOST, server.port());
        }
    };

    private static final Wire TLS = new Wire() {
        @Override
        public Server listen(ConnectionHandler handler) throws IOException {
            return startServer(handler, HOST, 0, TestCertificates.context(TestCertificates.valid(), null));
        }

        @Override
        public Stream connect(Server server) throws IOException {
            return openConnection("localhost", server.port(), TestCertificates.context(null, TestCertificates.valid()));
        }
    };

    private Wire unix(String name) {
        Path path = directory.resolve(name);
        return new Wire() {
            @Override
            public Server listen(ConnectionHandler handler) throws IOException {
                return Asyncio.startUnixServer(handler, path);
            }

            @Override
            public Stream connect(Server server) throws IOException {
                return Asyncio.openUnixConnection(path);
            }
        };
    }

    private static void proxy(Wire back, Server target, StreamReader reader, StreamWriter writer) throws IOException {
        try (Stream upstream = back.connect(target)) {
            gather(() -> passOn(reader, upstream), () -> passOn(upstream, writer));
        }
    }

    private static void passOn(StreamReader from, StreamWriter to) throws IOException {
        assertThat(from.transferTo(to)).isEqualTo(MUCH);
        to.close();
    }

    private void throughAProxy(Wire front, Wire back) throws IOException {
        try (Server target = back.listen(ECHO);
                Server proxy = front.listen((reader, writer) -> proxy(back, target, reader, writer));
                Stream client = front.connect(proxy)) {
            Task<?> sending = createTask(() -> {
                for (int i = 0; i < MUCH; i += 1 << 16) {
                    client.write(much, i, 1 << 16);
                    client.drain();
                }
            });
            assertThat(Arrays.equals(client.readExactly(MUCH), much)).isTrue();
            await(sending);
        }
    }

    @Test
    void bytesGoThroughAProxyBothWays() {
        run(() -> throughAProxy(TCP, TCP));
    }

    @Test
    void betweenPlainAndTlsStreams() {
        run(() -> throughAProxy(TCP, TLS));
        run(() -> throughAProxy(TLS, TCP));
    }

    @Test
    void betweenTcpAndUnixSockets() {
        run(() -> throughAProxy(TCP, unix("back")));
        run(() -> throughAProxy(unix("front"), TLS));
    }

    @Test
    void onAForeignScheduler() {
        runOnForeignScheduler(() -> {
            throughAProxy(TCP, TCP);
            throughAProxy(TLS, TCP);
        });
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void betweenStreamsAndPipes() {
        run(() -> {
            Process first = createSubprocessExec(List.of("cat"), PIPES);
            Process second = createSubprocessExec(List.of("cat"), PIPES);
            try (Server server = TCP.listen(ECHO);
                    Stream stream = TCP.connect(server)) {
                Task<?> sending = createTask(() -> {
                    stream.write(much);
                    stream.drain();
                });
                Task<?> in = createTask(() -> {
                    assertThat(stream.transferTo(first.stdin(), MUCH)).isEqualTo(MUCH);
                    first.stdin().close();
                });
                Task<?> between = createTask(() -> passOn(first.stdout(), second.stdin()));
                Task<byte[]> out = createTask(() -> second.stdout().read());
                gather(sending, in, between);
                assertThat(Arrays.equals(await(out), much)).isTrue();
                assertThat(second.await()).isZero();
            }
        });
    }

    /** Sends {@code bytes} to the one who connects. */
    private static ConnectionHandler sending(byte[] bytes) {
        return (reader, writer) -> {
            writer.write(bytes);
            writer.drain();
            writer.close();
        };
    }

    private void withSourceAndEcho(byte[] sent, TwoStreams body) throws Exception {
        try (Server source = startServer(sending(sent), HOST, 0);
                Server echo = startServer(ECHO, HOST, 0);
                Stream from = TCP.connect(source);
                Stream to = TCP.connect(echo)) {
            body.with(from, to);
        }
    }

    private interface TwoStreams {
        void with(Stream from, Stream to) throws Exception;
    }

    @Test
    void whatHasArrivedGoesFirstAndTheLimitIsKept() {
        byte[] lines = bytes("first line\n" + "x".repeat(5000) + "second line\nthe rest");
        run(() -> withSourceAndEcho(lines, (from, to) -> {
            assertThat(text(from.readLine())).isEqualTo("first line\n");
            assertThat(from.transferTo(to, 0)).isZero();
            assertThat(from.transferTo(to, 4000)).isEqualTo(4000);
            assertThat(from.transferTo(to, 1012)).isEqualTo(1012);
            assertThat(text(to.readExactly(5012))).isEqualTo("x".repeat(5000) + "second line\n");
            assertThat(from.transferTo(to, 1000)).isEqualTo(8);
            assertThat(from.transferTo(to)).isZero();
            assertThat(text(to.readExactly(8))).isEqualTo("the rest");
        }));
    }

    @Test
    void badArgumentsAreRefused() {
        run(() -> withSourceAndEcho(bytes("hello"), (from, to) -> {
            assertThatThrownBy(() -> from.transferTo(to, -1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("transferTo() needs a limit >= 0, got -1");
            assertThatThrownBy(() -> from.transferTo(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("target");
            assertThat(text(from.read())).isEqualTo("hello");
        }));
    }

    @Test
    void bothStreamsBelongToTheCurrentLoop() throws Exception {
        try (Loop other = realTimeLoop()) {
            run(() -> withSourceAndEcho(bytes("hello"), (from, to) -> {
                assertThatThrownBy(() -> Asyncio.toThread(() -> other.runUntilComplete(() -> from.transferTo(to))))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("transferTo() was called on Stream[")
                        .hasMessageContaining("outside of its event loop");
                assertThatThrownBy(() -> Asyncio.toThread(() -> other.runUntilComplete(() -> fromOther(to))))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("transferTo() was called on Stream[")
                        .hasMessageContaining("outside of its event loop");
                assertThat(text(from.read())).isEqualTo("hello");
            }));
        }
    }

    private static void fromOther(Stream target) throws IOException {
        try (Server server = startServer(sending(bytes("hello")), HOST, 0);
                Stream from = TCP.connect(server)) {
            from.transferTo(target);
        }
    }

    @Test
    void oneTaskReadsAtATime() {
        talk(ECHO, stream -> {
            Task<?> transfer = createTask(() -> stream.transferTo(stream));
            yieldTimes(1);
            assertThatThrownBy(() -> stream.read(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("read() was called while another task reads this stream: one task reads at a time");
            assertThatThrownBy(() -> stream.transferTo(stream))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "transferTo() was called while another task reads this stream: one task reads at a time");
            transfer.cancel();
        });
    }

    @Test
    void aClosedTargetIsAnErrorAndTheBytesStay() {
        run(() -> withSourceAndEcho(bytes("hello"), (from, to) -> {
            to.close();
            assertThatThrownBy(() -> from.transferTo(to)).isInstanceOf(IOException.class);
            assertThat(text(from.read())).isEqualTo("hello");
        }));
    }

    @Test
    void aTargetThatEndsMeanwhileIsAnErrorAndTheBytesStay() {
        run(() -> {
            Server relay = startServer(ECHO, HOST, 0);
            try (relay;
                    Stream from = TCP.connect(relay);
                    Stream to = TCP.connect(relay)) {
                Task<Long> transfer = createTask(() -> from.transferTo(to));
                from.write(bytes("one"));
                assertThat(text(to.readExactly(3))).isEqualTo("one");
                to.writeEof();
                from.write(bytes("two"));
                assertThatThrownBy(() -> await(transfer))
                        .isInstanceOf(IOException.class)
                        .hasMessage("Cannot write: this side of the stream was closed");
                assertThat(text(from.readExactly(3))).isEqualTo("two");
            }
        });
    }

    @Test
    void aTargetThatBreaksIsAnErrorAndTheRestStays() throws IOException {
        byte[] sent = new byte[MORE_THAN_SOCKETS_TAKE];
        talkToPlainSocket(
                peer -> {
                    peer.getInputStream().read();
                    peer.setSoLinger(true, 0); // close() resets
                },
                to -> {
                    try (Server source = startServer(sending(sent), HOST, 0);
                            Stream from = TCP.connect(source)) {
                        assertThatThrownBy(() -> from.transferTo(to)).isInstanceOf(IOException.class);
                        assertThat(from.read()).isNotEmpty();
                    }
                });
    }

    @Test
    void whatCameBeforeTheSourceBrokeIsMoved() throws IOException {
        talkToOneWhoResets("hello", 1, from -> {
            try (Server echo = startServer(ECHO, HOST, 0);
                    Stream to = TCP.connect(echo)) {
                assertThatThrownBy(() -> from.transferTo(to)).isInstanceOf(IOException.class);
                assertThat(text(to.readExactly(4))).isEqualTo("ello");
            }
        });
    }

    @Test
    void aTargetThatDoesNotReadHoldsUpTheSource() {
        run(() -> {
            Event mayRead = new Event();
            Event read = new Event();
            long[] counts = new long[2]; // sent, received
            ConnectionHandler sending = (reader, writer) -> {
                byte[] block = new byte[1 << 16];
                for (; counts[0] < MORE_THAN_SOCKETS_TAKE; counts[0] += block.length) {
                    writer.write(block);
                    writer.drain();
                }
                writer.close();
            };
            ConnectionHandler receiving = (reader, writer) -> {
                mayRead.await();
                byte[] into = new byte[1 << 16];
                for (int count = reader.readInto(into); count > 0; count = reader.readInto(into)) {
                    counts[1] += count;
                }
                read.set();
            };
            try (Server source = startServer(sending, HOST, 0);
                    Server target = startServer(receiving, HOST, 0);
                    Stream from = TCP.connect(source);
                    Stream to = TCP.connect(target)) {
                Task<Long> transfer = createTask(() -> from.transferTo(to));
                for (long before = -1; before != counts[0]; ) {
                    before = counts[0];
                    sleepMs(100);
                }
                assertThat(counts[0]).isLessThan(MORE_THAN_SOCKETS_TAKE);
                mayRead.set();
                assertThat(await(transfer)).isEqualTo(MORE_THAN_SOCKETS_TAKE);
                to.close();
                read.await();
                assertThat(counts[1]).isEqualTo(MORE_THAN_SOCKETS_TAKE);
            }
        });
    }

    /** All is there, and the target takes all. */
    @Test
    void othersHaveTheirTurnMeanwhile() {
        int transfers = 1000;
        ConnectOptions options = ConnectOptions.defaults().withLimit(transfers);
        run(() -> {
            try (Server source = startServer(sending(new byte[2 * transfers]), HOST, 0);
                    Server sink = startServer((reader, writer) -> reader.read(), HOST, 0);
                    Stream from = openConnection(HOST, source.port(), options);
                    Stream to = openConnection(HOST, sink.port(), options)) {
                assertThatThrownBy(() -> from.readUntil(bytes("no such bytes")))
                        .isInstanceOf(LimitOverrunException.class);
                Task<?> moves = createTask(() -> {
                    for (int i = 0; i < transfers; i++) {
                        from.transferTo(to, 1);
                    }
                    trail.add("moved");
                });
                createTask(() -> trail.add("another task"));
                await(moves);
                trail.assertIs("another task", "moved");
            }
        });
    }

    /** What the target was given, and what can still be read, is what was sent. */
    @Test
    void aCancelInAnyTurnLosesNoByte() {
        byte[] sent = Arrays.copyOf(much, 1 << 20);
        for (ConnectOptions options : new ConnectOptions[] {
            ConnectOptions.defaults(), ConnectOptions.defaults().withLimit(100).withWaterMarks(10, 100)
        }) {
            for (int turn = 0; turn <= TURNS; turn++) {
                cancelInTurn(turn, sent, options);
            }
        }
        assertThat(trail.steps()).contains("cancelled");
    }

    private void cancelInTurn(int turn, byte[] sent, ConnectOptions options) {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        Event ended = new Event();
        ConnectionHandler receiving = (reader, writer) -> {
            got.writeBytes(reader.read());
            ended.set();
        };
        run(() -> {
            try (Server source = startServer(sending(sent), HOST, 0);
                    Server sink = startServer(receiving, HOST, 0);
                    Stream from = openConnection(HOST, source.port(), options);
                    Stream to = openConnection(HOST, sink.port(), options)) {
                Task<?> transfer = createTask(() -> from.transferTo(to));
                yieldTimes(turn);
                transfer.cancel();
                try {
                    await(transfer);
                } catch (CancelledError e) {
                    trail.add("cancelled");
                }
                to.write(from.read());
                to.writeEof();
                ended.await();
            }
        });
        assertThat(Arrays.equals(got.toByteArray(), sent))
                .as("cancel in turn %s", turn)
                .isTrue();
    }
}
