package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.gatherReturnExceptions;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.startServer;
import static io.asyncio.Asyncio.waitForMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.host.VirtualTimeHost;
import io.asyncio.stream.ConnectOptions;
import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.IncompleteReadException;
import io.asyncio.stream.LimitOverrunException;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class StreamTest extends SocketTestBase {
    /** Sends back what it gets. */
    private static final ConnectionHandler ECHO = (reader, writer) -> {
        for (byte[] piece = reader.read(1024); piece.length > 0; piece = reader.read(1024)) {
            writer.write(piece);
            writer.drain();
        }
        writer.close();
    };

    private static ConnectionHandler sending(String... pieces) {
        return (reader, writer) -> {
            for (String piece : pieces) {
                writer.write(bytes(piece));
                writer.drain();
                sleepMs(5); // for the reader to see it alone; nothing depends on it
            }
            writer.close();
        };
    }

    @Test
    void linesGoThereAndBack() {
        talk(ECHO, stream -> {
            stream.write(bytes("one\n"), bytes("two\nthree"));
            stream.writeEof();
            assertThat(text(stream.readLine())).isEqualTo("one\n");
            assertThat(text(stream.readLine())).isEqualTo("two\n");
            assertThat(stream.atEof()).isFalse();
            assertThat(text(stream.readLine())).as("the tail").isEqualTo("three");
            assertThat(stream.readLine()).isEmpty();
            assertThat(stream.atEof()).isTrue();
        });
    }

    @Test
    void atTheEndEveryReadIsEmptyAsOftenAsItIsAsked() {
        talk(sending(), stream -> {
            for (int i = 0; i < 2; i++) {
                assertThat(stream.read()).isEmpty();
                assertThat(stream.read(10)).isEmpty();
                assertThat(stream.readLine()).isEmpty();
                assertThat(stream.readInto(new byte[5])).isZero();
                assertThat(stream.readExactly(0)).isEmpty();
            }
        });
    }

    @Test
    void readWaitsForTheEndAndReadOfAMaximumTakesWhatIsThere() {
        talk(sending("ab", "cd", "ef"), stream -> {
            assertThat(stream.read(0)).isEmpty();
            assertThat(text(stream.read(1))).isEqualTo("a");
            String there = text(stream.read(100)); // how much has come by now is the network's to say
            assertThat(there).startsWith("b");
            assertThat(there + text(stream.read())).isEqualTo("bcdef");
        });
        talk(sending("ab", "cd"), stream -> assertThat(text(stream.read(-1))).isEqualTo("abcd"));
    }

    @Test
    void readIntoFillsWhatItIsGiven() {
        talk(sending("abcdef"), stream -> {
            byte[] array = new byte[4];
            assertThat(stream.readInto(array)).isEqualTo(4);
            assertThat(text(array)).isEqualTo("abcd");
            ByteBuffer buffer = ByteBuffer.allocateDirect(10);
            assertThat(stream.readInto(ByteBuffer.allocate(0))).isZero();
            assertThat(stream.readInto(buffer)).isEqualTo(2);
            assertThat(buffer.position()).isEqualTo(2);
        });
    }

    @Test
    void readExactlyJoinsPiecesAndTellsWhatWasThereIfItEnds() {
        talk(sending("ab", "cd", "ef"), stream -> {
            assertThat(text(stream.readExactly(3))).isEqualTo("abc");
            assertThatThrownBy(() -> stream.readExactly(10))
                    .isInstanceOfSatisfying(IncompleteReadException.class, e -> {
                        assertThat(e).hasMessage("3 bytes read before the end of the stream, expected 10 bytes");
                        assertThat(text(e.partial())).isEqualTo("def");
                        assertThat(e.expected()).isEqualTo(10);
                    });
            assertThat(stream.read()).isEmpty();
            assertThatThrownBy(() -> stream.readExactly(-1)).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void readUntilFindsTheFirstOfSeveralSeparatorsAlsoAcrossPieces() {
        talk(sending("head\r", "\nbody;x", "END", "tail"), stream -> {
            assertThat(text(stream.readUntil(bytes("\r\n")))).isEqualTo("head\r\n");
            assertThat(text(stream.readUntil(bytes("END"), bytes(";")))).isEqualTo("body;");
            assertThat(text(stream.readUntil(bytes("END"), bytes(";")))).isEqualTo("xEND");
            assertThatThrownBy(() -> stream.readUntil(bytes("\n")))
                    .isInstanceOfSatisfying(IncompleteReadException.class, e -> {
                        assertThat(text(e.partial())).isEqualTo("tail");
                        assertThat(e.expected()).isEqualTo(-1);
                    });
            assertThatThrownBy(() -> stream.readUntil()).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> stream.readUntil(new byte[0])).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void aLineOverTheLimitIsAnErrorAndItsBytesStay() {
        run(() -> {
            try (Server server = startServer(sending("0123456789012345", "67890\n"), HOST, 0);
                    Stream stream = openConnection(
                            HOST, server.port(), ConnectOptions.defaults().withLimit(8))) {
                assertThatThrownBy(stream::readLine).isInstanceOfSatisfying(LimitOverrunException.class, e -> {
                    assertThat(e.consumed()).isGreaterThan(8);
                    assertThat(e).hasMessageEndingWith(": read them by read(n), or set a higher limit in the options");
                });
                assertThat(text(stream.readExactly(22))).isEqualTo("0123456789012345" + "67890\n");
            }
        });
    }

    @Test
    void aSecondReaderGetsAnErrorAndTheFirstGoesOn() {
        talk(ECHO, stream -> {
            Task<byte[]> first = createTask(stream::readLine);
            sleepMs(0);
            reads(stream).forEach((call, read) -> assertThatThrownBy(read::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(call + " was called while another task reads this stream: one task reads at a time"));
            stream.write(bytes("line\n"));
            assertThat(text(Asyncio.await(first))).isEqualTo("line\n");
        });
    }

    /** By the name in the error. */
    private static Map<String, VoidCoroutine> reads(Stream stream) {
        return Map.of(
                "read()", stream::read,
                "readInto()", () -> stream.readInto(new byte[1]),
                "readExactly()", () -> stream.readExactly(1),
                "readLine()", stream::readLine,
                "readUntil()", () -> stream.readUntil(bytes("|")),
                "transferTo()", () -> stream.transferTo(stream, 1));
    }

    @Test
    void aCancelledOrTimedOutReaderLosesNoByte() {
        talk(ECHO, stream -> {
            stream.write(bytes("abc"));
            assertThat(text(stream.readExactly(1))).isEqualTo("a");
            assertThatThrownBy(() -> waitForMs(() -> stream.readExactly(10), 20))
                    .isInstanceOf(TimeoutException.class);
            stream.write(bytes("defghij\n"));
            assertThat(text(stream.readLine())).isEqualTo("bcdefghij\n");
        });
    }

    @Test
    void aConnectErrorIsRaisedWhereItIsOpened() throws IOException {
        try (Socket notListening = new Socket()) {
            notListening.bind(new InetSocketAddress(LOOPBACK, 0)); // nobody else can take the port
            assertConnectErrors(notListening.getLocalPort());
        }
    }

    private void assertConnectErrors(int port) {
        run(() -> {
            assertThatThrownBy(() -> openConnection(HOST, port))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("Connection refused")
                    .hasMessageEndingWith(": /127.0.0.1:" + port);
            ConnectOptions fromElsewhere =
                    ConnectOptions.defaults().withLocalAddress(new InetSocketAddress("192.0.2.1", 0));
            assertThatThrownBy(() -> openConnection(HOST, port, fromElsewhere))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Cannot assign requested address")
                    .hasMessageEndingWith(": /127.0.0.1:" + port);
            assertThatThrownBy(() -> openConnection("x".repeat(64) + ".invalid", port))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> openConnection(HOST, 65_536))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a port must be between 0 and 65535, got 65536");
        });
        assertThatThrownBy(() -> openConnection(HOST, port)).isInstanceOf(NoRunningLoopException.class);
    }

    @Test
    void aResetIsAnErrorAndNoEnd() throws IOException {
        talkToOneWhoResets("before", 6, stream -> {
            assertThatThrownBy(() -> stream.read(1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("reset");
            assertThatThrownBy(stream::read).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> {
                        stream.write(bytes("after"));
                        stream.drain();
                    })
                    .isInstanceOf(IOException.class);
            stream.waitClosed();
            assertThat(stream.isClosing()).isTrue();
        });
    }

    /** Nobody reads when it comes: a write finds it. */
    @Test
    void aResetThatAWriteFindsIsAnErrorForTheReader() throws IOException {
        talkToOneWhoResets("before", 6, stream -> {
            Thread.sleep(200); // holds the loop, so that the channel is not asked what has come
            stream.write(bytes("x"));
            assertThatThrownBy(() -> stream.read(1)).isInstanceOf(IOException.class);
        });
    }

    @Test
    void afterTheOwnCloseReadsEndAndWritesFail() {
        talk(ECHO, stream -> {
            Task<byte[]> reading = createTask(() -> stream.read(10));
            sleepMs(0);
            stream.write(bytes("sent all the same"));
            stream.close();
            stream.close();
            assertThat(stream.isClosing()).isTrue();
            assertThat(Asyncio.await(reading)).isEmpty();
            assertThat(stream.read()).isEmpty();
            assertThat(stream.atEof()).isTrue();
            assertThatThrownBy(() -> stream.write(bytes("x")))
                    .isInstanceOf(IOException.class)
                    .hasMessage("Cannot write: this side of the stream was closed");
            stream.waitClosed();
        });
    }

    @Test
    void afterTheOwnCloseReadsEndAlsoIfTheConnectionIsGone() throws IOException {
        talkToOneWhoResets("before", 0, stream -> {
            stream.waitClosed();
            stream.close();
            assertThat(stream.read(1)).isEmpty();
            assertThat(stream.read()).isEmpty();
            assertThat(stream.atEof()).isTrue();
        });
    }

    @Test
    void closeFlushesWhatWasWritten() throws IOException {
        byte[] much = new byte[1 << 20];
        Arrays.fill(much, (byte) 7);
        talkToPlainSocket(peer -> trail.add(peer.getInputStream().readAllBytes().length), stream -> {
            stream.write(much);
            stream.close();
            stream.waitClosed();
        });
        trail.assertIs(String.valueOf(1 << 20));
    }

    @Test
    void abortClosesAtOnce() {
        CountDownLatch never = new CountDownLatch(1);
        talk((reader, writer) -> new Event().await(), stream -> {
            stream.write(new byte[64 << 20]);
            stream.abort();
            stream.waitClosed();
            assertThatThrownBy(stream::drain).isInstanceOf(IOException.class);
        });
        assertThat(never.getCount()).isEqualTo(1);
    }

    @Test
    void afterAbortNothingCanBeWritten() {
        talk(ECHO, stream -> {
            stream.abort();
            assertThatThrownBy(() -> stream.write(bytes("x")))
                    .isInstanceOf(IOException.class)
                    .hasMessage("The connection is closed");
            assertThatThrownBy(stream::drain).isInstanceOf(IOException.class);
        });
    }

    @Test
    void halfClosedStreamsGoOnInTheOtherDirection() throws IOException {
        talkToPlainSocket(
                peer -> {
                    String question = text(peer.getInputStream().readAllBytes());
                    peer.getOutputStream().write(bytes("answer to " + question));
                },
                stream -> {
                    stream.write(bytes("question"));
                    stream.writeEof();
                    assertThatThrownBy(() -> stream.write(bytes("more"))).isInstanceOf(IOException.class);
                    assertThat(text(stream.read())).isEqualTo("answer to question");
                });
        talkToPlainSocket(
                peer -> {
                    peer.shutdownOutput();
                    trail.add(text(peer.getInputStream().readAllBytes()));
                },
                stream -> {
                    assertThat(stream.read()).isEmpty();
                    stream.write(bytes("after the peer's end"));
                });
        trail.assertIs("after the peer's end");
    }

    @Test
    void drainWaitsWhileThePeerDoesNotReadAndTwoMayWait() throws IOException {
        CountDownLatch mayRead = new CountDownLatch(1);
        talkToPlainSocket(
                peer -> {
                    mayRead.await();
                    trail.add("read " + peer.getInputStream().readAllBytes().length);
                },
                stream -> {
                    stream.write(new byte[16 << 20]);
                    Task<?> first = createTask(stream::drain);
                    Task<?> second = createTask(stream::drain);
                    sleepMs(20);
                    assertThat(first.done() || second.done()).isFalse();
                    Task<?> cancelled = createTask(stream::drain);
                    sleepMs(0);
                    cancelled.cancel();
                    trail.add("let it read");
                    mayRead.countDown();
                    gather(first, second);
                    assertThat(cancelled.cancelled()).isTrue();
                });
        trail.assertIs("let it read", "read " + (16 << 20));
    }

    /** The clock stands still until the thread that looked the name up has said what came of it. */
    @Test
    void aCancelledLookUpOfANameThatIsNotThereTellsNobody() {
        String tooLong = "x".repeat(300);
        try (Loop virtual = handled(Loop.on(new VirtualTimeHost(LoopSockets.newHost()), kind))) {
            virtual.runUntilComplete(() -> {
                for (int i = 0; i < 20; i++) {
                    Task<?> opening = createTask(() -> openConnection(tooLong, 1));
                    Task<?> starting = createTask(() -> startServer(ECHO, tooLong, 0));
                    sleepMs(0);
                    opening.cancel();
                    starting.cancel();
                    gatherReturnExceptions(opening, starting);
                    sleepMs(1);
                }
            });
        }
    }

    @Test
    void aLargeAnswerAfterThePeersEndArrives() {
        talk(LARGE_ANSWER_TO_THE_END, SocketTestBase::endAndReadAnswer);
    }

    @Test
    void aStreamThatNobodyReadsStopsThePeer() throws IOException {
        long[] sent = new long[1];
        talkToPlainSocket(
                peer -> {
                    byte[] block = new byte[1 << 16];
                    for (int i = 0; i < 1024; i++) {
                        peer.getOutputStream().write(block);
                        sent[0] += block.length;
                    }
                },
                stream -> {
                    for (long before = -1; before != sent[0]; ) { // until the peer gets no further
                        before = sent[0];
                        sleepMs(50);
                    }
                    assertThat(sent[0]).isLessThan(1 << 26);
                    assertThat(stream.readExactly(1 << 26)).hasSize(1 << 26);
                    assertThat(stream.read()).isEmpty();
                });
    }

    @Test
    void whatIsKnownOfTheConnection() {
        talk(ECHO, stream -> {
            InetSocketAddress peer = (InetSocketAddress) stream.getExtraInfo("peername");
            assertThat(peer.getAddress().isLoopbackAddress()).isTrue();
            assertThat(stream.getExtraInfo("sockname")).isInstanceOf(InetSocketAddress.class);
            assertThat(stream.getExtraInfo("ssl_object")).isNull();
            assertThat(stream.getExtraInfo("cipher")).isNull();
            assertThat(stream.getExtraInfo("peercert")).isNull();
            assertThat(stream.getExtraInfo("no such thing")).isNull();
            assertThat(stream.toString()).startsWith("Stream[/127.0.0.1:").contains("127.0.0.1:" + peer.getPort());
        });
    }

    @Test
    void aWriteWithANullAmongItsChunksSendsNone() {
        talk(ECHO, stream -> {
            assertThatThrownBy(() -> stream.write(bytes("no\n"), null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("chunks[1]");
            stream.write(bytes("yes\n"));
            assertThat(text(stream.readLine())).isEqualTo("yes\n");
        });
    }

    @Test
    void anotherLoopOrThreadMayNotUseIt() {
        talk(ECHO, stream -> {
            stream.writeLines(List.of(bytes("a\n"), bytes("b\n")));
            assertThat(text(stream.readExactly(4))).isEqualTo("a\nb\n");
            Map<String, VoidCoroutine> calls = new HashMap<>(reads(stream));
            calls.put("write()", () -> stream.write(bytes("c\n")));
            calls.put("drain()", stream::drain);
            calls.put("sendFile()", () -> stream.sendFile(Path.of("none")));
            calls.put("writeEof()", stream::writeEof);
            calls.put("waitClosed()", stream::waitClosed);
            calls.put("startTls()", () -> stream.startTls(SSLContext.getDefault(), null));
            calls.forEach((name, call) -> assertThatThrownBy(() -> Asyncio.toThread(call))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(name + " was called on Stream[")
                    .hasMessageContaining("outside of its event loop"));
            stream.write(bytes("d\n"));
            assertThat(text(stream.readExactly(2))).isEqualTo("d\n");
        });
    }

    @Test
    void anotherThreadMayNotEndItAndTheReaderGoesOn() {
        talk(ECHO, stream -> {
            Task<byte[]> reading = createTask(stream::readLine);
            sleepMs(0);
            Map<String, VoidCoroutine> calls = Map.of("close()", stream::close, "abort()", stream::abort);
            calls.forEach((name, call) -> assertThatThrownBy(() -> Asyncio.toThread(call))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(name + " was called on Stream[")
                    .hasMessageContaining("outside of its event loop"));
            assertThat(stream.isClosing()).isFalse();
            stream.write(bytes("line\n"));
            assertThat(text(Asyncio.await(reading))).isEqualTo("line\n");
        });
    }

    @Test
    void onAForeignSchedulerSocketsHaveAThreadBesideTheLoop() {
        runOnForeignScheduler(() -> {
            try (Server server = startServer(ECHO, HOST, 0);
                    Stream stream = openConnection(HOST, server.port())) {
                byte[] much = new byte[4 << 20];
                Arrays.fill(much, (byte) 5);
                Task<?> writing = createTask(() -> {
                    for (int i = 0; i < 64; i++) {
                        stream.write(Arrays.copyOfRange(much, i << 16, (i + 1) << 16));
                        stream.drain();
                    }
                    stream.writeEof();
                });
                assertThat(stream.read()).isEqualTo(much);
                Asyncio.await(writing);
            }
        });
    }
}
