package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.openUnixConnection;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.startServer;
import static io.asyncio.Asyncio.startUnixServer;
import static io.asyncio.Asyncio.toThread;
import static io.asyncio.Asyncio.waitForMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.stream.ConnectOptions;
import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.ServerOptions;
import io.asyncio.stream.Stream;
import io.asyncio.stream.StreamReader;
import io.asyncio.stream.StreamWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class TlsTest extends SocketTestBase {
    private static final ConnectionHandler ECHO = (reader, writer) -> {
        for (byte[] piece = reader.read(4096); piece.length > 0; piece = reader.read(4096)) {
            writer.write(piece);
            writer.drain();
        }
        writer.close();
    };

    private final SSLContext server = TestCertificates.context(TestCertificates.valid(), null);
    private final SSLContext client = TestCertificates.context(null, TestCertificates.valid());

    @Test
    void aLineGoesThereAndBack() {
        run(() -> {
            try (Server echo = startServer(ECHO, HOST, 0, server);
                    Stream stream = openConnection("localhost", echo.port(), client)) {
                stream.write(bytes("secret\n"));
                assertThat(text(stream.readLine())).isEqualTo("secret\n");
                assertThat(stream.getExtraInfo("ssl_object")).isInstanceOf(SSLEngine.class);
                assertThat((String) stream.getExtraInfo("cipher")).startsWith("TLS_");
                assertThat(((X509Certificate) stream.getExtraInfo("peercert")).getSubjectX500Principal())
                        .hasToString("CN=valid");
                assertThat(stream.toString()).contains(", TLS");
                assertThatThrownBy(stream::writeEof)
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessage("TLS knows no half of a connection: close() the stream instead");
            }
        });
    }

    @Test
    void muchGoesBothWays() {
        byte[] much = new byte[3 << 20];
        for (int i = 0; i < much.length; i++) {
            much[i] = (byte) (i * 31);
        }
        run(() -> {
            try (Server echo = startServer(ECHO, HOST, 0, server);
                    Stream stream = openConnection("localhost", echo.port(), client)) {
                Task<?> writing = createTask(() -> {
                    for (int i = 0; i < much.length; i += 1 << 16) {
                        stream.write(Arrays.copyOfRange(much, i, i + (1 << 16)));
                        stream.drain();
                    }
                });
                assertThat(stream.readExactly(much.length)).isEqualTo(much);
                Asyncio.await(writing);
            }
        });
    }

    @Test
    void aCertificateThatIsNotTrustedIsRefused() {
        refused(
                TestCertificates.context(TestCertificates.forAnotherName(), null),
                client,
                "PKIX path validation failed");
    }

    @Test
    void anExpiredCertificateIsRefused() {
        refused(
                TestCertificates.context(TestCertificates.expired(), null),
                TestCertificates.context(null, TestCertificates.expired()),
                "validity check failed");
    }

    @Test
    void aCertificateForAnotherNameIsRefusedUnlessTheNameIsAskedForOrNotVerified() {
        SSLContext other = TestCertificates.context(TestCertificates.forAnotherName(), null);
        SSLContext trusting = TestCertificates.context(null, TestCertificates.forAnotherName());
        refused(other, trusting, "No subject alternative DNS name matching localhost found");
        ConnectOptions options = ConnectOptions.defaults().withSsl(trusting);
        run(() -> {
            try (Server echo = startServer(ECHO, HOST, 0, other)) {
                openConnection("localhost", echo.port(), options.withServerName("other.example"))
                        .close();
                openConnection("localhost", echo.port(), options.withHostnameVerification(false))
                        .close();
            }
        });
    }

    private void refused(SSLContext serverSide, SSLContext clientSide, String message) {
        run(() -> {
            try (Server echo = startServer(ECHO, HOST, 0, serverSide)) {
                assertThatThrownBy(() -> openConnection("localhost", echo.port(), clientSide))
                        .isInstanceOf(SSLException.class)
                        .hasStackTraceContaining(message);
                untilNoneIsConnected(echo);
            }
        });
    }

    @Test
    void aClientMayHaveToShowACertificate() {
        SSLParameters needed = new SSLParameters();
        needed.setNeedClientAuth(true);
        ServerOptions options = ServerOptions.defaults()
                .withSsl(TestCertificates.context(TestCertificates.valid(), TestCertificates.client()))
                .withSslParameters(needed);
        ConnectionHandler tellingName = (reader, writer) -> {
            X509Certificate shown = (X509Certificate) writer.getExtraInfo("peercert");
            writer.write(bytes(shown.getSubjectX500Principal().toString()));
            writer.close();
        };
        run(() -> {
            try (Server asking = startServer(tellingName, HOST, 0, options)) {
                SSLContext withCertificate =
                        TestCertificates.context(TestCertificates.client(), TestCertificates.valid());
                try (Stream known = openConnection("localhost", asking.port(), withCertificate)) {
                    assertThat(text(known.read())).isEqualTo("CN=client");
                }
                assertThatThrownBy(() -> {
                            // with TLS 1.3 a client hears of the refusal when it reads
                            try (Stream unknown = openConnection("localhost", asking.port(), client)) {
                                unknown.read();
                            }
                        })
                        .isInstanceOf(SSLException.class)
                        .hasMessageContaining("certificate");
            }
        });
    }

    @Test
    void plainTextToATlsPortHarmsNothing() {
        run(() -> {
            try (Server echo = startServer(ECHO, HOST, 0, server)) {
                try (Stream plain = openConnection(HOST, echo.port())) {
                    plain.write(bytes("GET / HTTP/1.1\r\n\r\n"));
                    plain.read();
                }
                loop.setDebug(true);
                try (Stream plain = openConnection(HOST, echo.port())) {
                    plain.write(bytes("GET / HTTP/1.1\r\n\r\n"));
                    plain.read();
                }
                loop.setDebug(false);
                assertThat(takeErrors()).singleElement().satisfies(context -> assertThat(context.message())
                        .startsWith("TLS handshake failed with the client of Stream["));
                openConnection("localhost", echo.port(), client).close();
            }
        });
    }

    @Test
    void aServerThatDoesNotAnswerTheGreetingIsGivenUp() throws IOException {
        ConnectOptions hasty = ConnectOptions.defaults().withSsl(client).withHandshakeTimeout(Duration.ofMillis(50));
        try (ServerSocket silent = new ServerSocket(0)) {
            run(() -> assertThatThrownBy(() -> openConnection("localhost", silent.getLocalPort(), hasty))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("timed out"));
        }
    }

    @Test
    void aServerThatClosesDuringTheGreetingIsAnError() throws IOException {
        try (ServerSocket closing = new ServerSocket(0)) {
            run(() -> {
                Task<?> accepting =
                        createTask(() -> toThread(() -> closing.accept().close()));
                assertThatThrownBy(() -> openConnection("localhost", closing.getLocalPort(), client))
                        .isInstanceOf(IOException.class);
                Asyncio.await(accepting);
            });
        }
    }

    @Test
    void aGreetingThatThisSideEndsIsNotSaidToBeEndedByThePeer() {
        Event greeted = new Event();
        ConnectionHandler silent = (reader, writer) -> {
            reader.readExactly(1);
            greeted.set();
            reader.read();
        };
        run(() -> {
            try (Server listening = startServer(silent, HOST, 0)) {
                for (Consumer<Stream> ending : List.<Consumer<Stream>>of(Stream::abort, Stream::close)) {
                    Stream stream = openConnection(HOST, listening.port());
                    Task<?> upgrading = createTask(() -> stream.startTls(client, "localhost"));
                    greeted.await();
                    greeted.clear();
                    ending.accept(stream);
                    assertThatThrownBy(upgrading::await)
                            .isInstanceOf(SSLHandshakeException.class)
                            .hasMessage("This side closed the connection during the TLS handshake");
                }
                untilNoneIsConnected(listening);
            }
        });
    }

    @Test
    void aGreetingThatTheIdleTimeoutEndsSaysSo() {
        loop.setDebug(true);
        loop.setSlowCallbackDuration(Duration.ofDays(1));
        ServerOptions idle = ServerOptions.defaults().withSsl(server).withIdleTimeout(Duration.ofMillis(50));
        run(() -> {
            try (Server listening = startServer(ECHO, HOST, 0, idle);
                    Stream silent = openConnection(HOST, listening.port())) {
                assertThat(silent.read()).isEmpty();
                untilNoneIsConnected(listening);
            }
        });
        assertThat(takeErrors()).singleElement().satisfies(context -> assertThat(context.exception())
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessage("The connection was closed during the TLS handshake:"
                        + " no byte has come or gone for its server's idle timeout"));
    }

    @Test
    void abortDoesNotWaitForAPeerThatTakesNothing() {
        run(() -> {
            try (Server silent = startServer((reader, writer) -> new Event().await(), HOST, 0, server)) {
                Stream stream = openConnection("localhost", silent.port(), client);
                stream.write(new byte[64 << 20]);
                sleepMs(50); // the sockets are full
                stream.abort();
                waitForMs(stream::waitClosed, 1500);
            }
        });
    }

    /** The cancel comes in every turn around the greeting; nothing is left of the connection. */
    @Test
    void aCancelledGreetingLeavesNothingBehind() {
        run(() -> {
            try (Server echo = startServer(ECHO, HOST, 0, server)) {
                for (int turn = 0; turn <= 10; turn++) {
                    Task<Stream> opening = createTask(() -> openConnection("localhost", echo.port(), client));
                    for (int i = 0; i < turn; i++) {
                        sleepMs(1);
                    }
                    opening.cancel();
                    try {
                        Asyncio.await(opening).close();
                    } catch (CancelledError e) {
                        trail.add("cancelled");
                    }
                }
                untilNoneIsConnected(echo);
            }
        });
        assertThat(trail.steps()).contains("cancelled");
    }

    /** No TLS at all, and what looks like a record but cannot be decrypted. */
    @Test
    void whatIsNoTlsOnAnOpenStreamIsAnSslException() {
        byte[] forged = Arrays.copyOf(new byte[] {0x17, 3, 3, 0, 64}, 5 + 64);
        for (byte[] broken : List.of(bytes("in the clear\n"), forged)) {
            ConnectionHandler breaking = (reader, writer) -> {
                assertThat(text(reader.readLine())).isEqualTo("go on\n");
                assertBroken(reader, writer);
                trail.add("broken");
            };
            run(() -> {
                try (Server listening = startServer(breaking, HOST, 0, server)) {
                    toThread(() -> {
                        try (Socket raw = new Socket(LOOPBACK, listening.port());
                                SSLSocket socket = (SSLSocket) client.getSocketFactory()
                                        .createSocket(raw, "localhost", listening.port(), true)) {
                            socket.getOutputStream().write(bytes("go on\n"));
                            raw.getOutputStream().write(broken);
                            raw.getInputStream().readAllBytes();
                        }
                    });
                    untilNoneIsConnected(listening);
                }
            });
        }
        trail.assertIs("broken", "broken");
    }

    /** What was received is read first, whoever of the two listens. */
    @Test
    void anEndThatThePeerHasNotAnnouncedIsAnErrorIfAskedFor() {
        ServerOptions strict = ServerOptions.defaults().withSsl(server).withCloseNotifyRequired(true);
        assertThat(readsOf(strict, false))
                .containsExactly(
                        "last words",
                        "javax.net.ssl.SSLException: The peer ended the connection without TLS's"
                                + " close_notify: what it has sent may have been cut off");
        assertThat(readsOf(strict, true)).containsExactly("last words", "");
        ServerOptions asPython = ServerOptions.defaults().withSsl(server);
        assertThat(readsOf(asPython, false)).containsExactly("last words", "");
    }

    private List<String> readsOf(ServerOptions options, boolean announced) {
        List<String> reads = new ArrayList<>();
        ConnectionHandler reading = (reader, writer) -> {
            reads.add(text(reader.readExactly(10)));
            try {
                reads.add(text(reader.read()));
            } catch (IOException e) {
                reads.add(e.toString());
            }
            writer.close();
            assertThat(reader.read()).as("after the own close").isEmpty();
        };
        run(() -> {
            try (Server listening = startServer(reading, HOST, 0, options)) {
                toThread(() -> {
                    try (Socket raw = new Socket(LOOPBACK, listening.port())) {
                        SSLSocket socket = (SSLSocket)
                                client.getSocketFactory().createSocket(raw, "localhost", listening.port(), false);
                        socket.getOutputStream().write(bytes("last words"));
                        if (announced) {
                            socket.shutdownOutput();
                        } else {
                            raw.shutdownOutput();
                        }
                        raw.getInputStream().readAllBytes();
                    }
                });
                while (reads.size() < 2) {
                    sleepMs(1);
                }
            }
        });
        return reads;
    }

    @Test
    void aClientsPeerMayBeAskedForItsAnnouncementToo() {
        run(() -> {
            try (ServerSocket plain = new ServerSocket(0, 1, LOOPBACK)) {
                ConnectOptions strict =
                        ConnectOptions.defaults().withSsl(client).withCloseNotifyRequired(true);
                Task<?> peer = createTask(() -> toThread(() -> {
                    try (Socket raw = plain.accept()) {
                        SSLSocket socket =
                                (SSLSocket) server.getSocketFactory().createSocket(raw, null, raw.getPort(), false);
                        socket.setUseClientMode(false);
                        socket.getOutputStream().write(bytes("last words"));
                        raw.shutdownOutput();
                        raw.getInputStream().readAllBytes();
                    }
                }));
                try (Stream stream = openConnection("localhost", plain.getLocalPort(), strict)) {
                    assertThat(text(stream.readExactly(10))).isEqualTo("last words");
                    assertThatThrownBy(stream::read)
                            .isInstanceOf(SSLException.class)
                            .hasMessageContaining("close_notify");
                }
                Asyncio.await(peer);
            }
        });
    }

    /** Every time it is asked. */
    private static void assertBroken(StreamReader reader, StreamWriter writer) {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(reader::read).isInstanceOf(SSLException.class);
            assertThatThrownBy(() -> reader.read(1)).isInstanceOf(SSLException.class);
            assertThatThrownBy(() -> writer.write(bytes("x"))).isInstanceOf(SSLException.class);
            assertThatThrownBy(writer::drain).isInstanceOf(SSLException.class);
        }
        writer.close();
    }

    /** A trust manager is code of users, which may throw anything. */
    @Test
    void whatATrustManagerThrowsIsTheCauseOfAnSslException() throws Exception {
        assertFailsWithSslException(new UnsupportedOperationException("of the trust manager"))
                .hasStackTraceContaining("of the trust manager");
    }

    @Test
    void evenIfItHasNoText() throws Exception {
        assertFailsWithSslException(new UnspeakableException()).hasRootCauseInstanceOf(UnspeakableException.class);
    }

    private AbstractThrowableAssert<?, ?> assertFailsWithSslException(RuntimeException ofTrustManager)
            throws Exception {
        SSLContext throwing = SSLContext.getInstance("TLS");
        throwing.init(null, new TrustManager[] {new ThrowingTrust(ofTrustManager)}, null);
        return loop.runUntilComplete(() -> {
            try (Server echo = startServer(ECHO, HOST, 0, server)) {
                return assertThatThrownBy(
                                () -> waitForMs(() -> openConnection("localhost", echo.port(), throwing), 20_000))
                        .isInstanceOf(SSLException.class);
            }
        });
    }

    private static final class UnspeakableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no text");
        }
    }

    private static final class ThrowingTrust extends X509ExtendedTrustManager {
        private final RuntimeException thrown;

        ThrowingTrust(RuntimeException thrown) {
            this.thrown = thrown;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            throw thrown;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void aConnectionWhoseTlsCannotBeginIsClosed(@TempDir Path directory) {
        Path path = directory.resolve("socket");
        ConnectOptions nameless = ConnectOptions.defaults().withSsl(client);
        ConnectionHandler reading = (reader, writer) -> {
            reader.read();
            trail.add("ended");
            writer.close();
        };
        run(() -> {
            try (Server plain = startUnixServer(reading, path)) {
                assertThatThrownBy(() -> openUnixConnection(path, nameless))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("TLS needs a server name to verify");
                while (trail.steps().isEmpty()) {
                    sleepMs(1);
                }
                assertThat(plain.isServing()).isTrue();
            }
        });
        trail.assertIs("ended");
    }

    private void upgrade(StreamReader reader, StreamWriter writer) throws IOException {
        assertThat(text(reader.readLine())).isEqualTo("STARTTLS\n");
        writer.write(bytes("go on\n"));
        writer.drain();
        writer.startTls(server, null);
        writer.write(reader.readLine());
        writer.close();
    }

    @Test
    void anOpenStreamCanGoOverToTls() {
        run(() -> {
            try (Server plain = startServer(this::upgrade, HOST, 0);
                    Stream stream = openConnection(HOST, plain.port())) {
                stream.write(bytes("STARTTLS\n"));
                assertThat(text(stream.readLine())).isEqualTo("go on\n");
                assertThatThrownBy(() -> stream.startTls(client, null))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("TLS needs a server name to verify");
                stream.startTls(client, "localhost");
                stream.write(bytes("secret\n"));
                assertThat(text(stream.readLine())).isEqualTo("secret\n");
                assertThatThrownBy(() -> stream.startTls(client, "localhost"))
                        .isInstanceOf(IllegalStateException.class);
            }
        });
    }

    /** The JDK's own TLS socket on the other side: two lines in one record, and a record in several pieces. */
    @Test
    void recordsAndReadsNeedNotMatch() {
        run(() -> {
            try (Server echo = startServer(ECHO, HOST, 0, server)) {
                String answer = toThread(() -> {
                    try (SSLSocket socket =
                            (SSLSocket) client.getSocketFactory().createSocket("localhost", echo.port())) {
                        OutputStream out = socket.getOutputStream();
                        out.write(bytes("one\ntwo\n"));
                        byte[] long16k = new byte[16_000];
                        Arrays.fill(long16k, (byte) 'x');
                        out.write(long16k);
                        return text(socket.getInputStream().readNBytes(8 + 16_000))
                                .substring(0, 8);
                    }
                });
                assertThat(answer).isEqualTo("one\ntwo\n");
            }
            try (Server lines = startServer(
                            (reader, writer) -> {
                                writer.write(bytes("one\ntwo\n"));
                                writer.close();
                            },
                            HOST,
                            0,
                            server);
                    Relaying relay = new Relaying(lines.port());
                    Stream stream = openConnection("localhost", relay.port(), client)) {
                assertThat(text(stream.readLine())).isEqualTo("one\n");
                assertThat(text(stream.readLine())).isEqualTo("two\n");
                assertThat(stream.readLine()).isEmpty();
            }
        });
    }

    /** Passes on what a server sends, byte by byte. */
    private static final class Relaying implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0);

        Relaying(int target) throws IOException {
            createTask(() -> toThread(() -> {
                try (Socket socket = listening.accept();
                        Socket behind = new Socket(LOOPBACK, target)) {
                    socket.setTcpNoDelay(true);
                    Thread there = new Thread(() -> copy(socket, behind));
                    there.start();
                    copy(behind, socket);
                }
            }));
        }

        int port() {
            return listening.getLocalPort();
        }

        private static void copy(Socket from, Socket to) {
            try {
                InputStream in = from.getInputStream();
                for (int b = in.read(); b >= 0; b = in.read()) {
                    to.getOutputStream().write(b);
                }
                to.shutdownOutput();
            } catch (IOException closed) {
                // the test is over
            }
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }

    @Test
    void opensslUnderstandsUs(@TempDir Path directory) throws Exception {
        if (!hasOpenssl()) {
            trail.add("no openssl here");
            return;
        }
        Path input = Files.writeString(directory.resolve("input"), "hello\n");
        run(() -> {
            ConnectionHandler line = (reader, writer) -> {
                writer.write(bytes("you said "), reader.readLine());
                writer.close();
            };
            try (Server answering = startServer(line, HOST, 0, server)) {
                String output = toThread(() -> {
                    Process openssl = new ProcessBuilder(
                                    List.of("openssl", "s_client", "-quiet", "-connect", HOST + ":" + answering.port()))
                            .redirectInput(input.toFile())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
                    return text(openssl.getInputStream().readAllBytes());
                });
                assertThat(output).isEqualTo("you said hello\n");
            }
        });
    }

    private static boolean hasOpenssl() {
        try {
            return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
        } catch (IOException | InterruptedException absent) {
            return false;
        }
    }

    /** Its channels have a thread of their own: the peer's greeting may be on its way between the two as TLS begins. */
    @Test
    void onAForeignSchedulerNothingOfTheGreetingIsLost() throws IOException {
        Scheduler scheduler = Schedulers.newSingle("foreign");
        try (Loop foreign = handled(Loop.on(scheduler))) {
            foreign.runUntilComplete(() -> {
                try (Server echo = startServer(ECHO, HOST, 0, server);
                        Server plain = startServer(this::upgrade, HOST, 0)) {
                    for (int i = 0; i < 50; i++) {
                        try (Stream stream = openConnection("localhost", echo.port(), client)) {
                            stream.write(bytes("secret\n"));
                            assertThat(text(stream.readLine())).isEqualTo("secret\n");
                        }
                        try (Stream stream = openConnection(HOST, plain.port())) {
                            stream.write(bytes("STARTTLS\n"));
                            assertThat(text(stream.readLine())).isEqualTo("go on\n");
                            stream.startTls(client, "localhost");
                            stream.write(bytes("secret\n"));
                            assertThat(text(stream.readLine())).isEqualTo("secret\n");
                        }
                    }
                }
            });
        } finally {
            scheduler.dispose();
        }
    }
}
