package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio.stream.ConnectOptions;
import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.ServerOptions;
import io.asyncio.stream.Stream;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS by Netty's {@code SslContext}: of the JDK, and of OpenSSL where netty-tcnative is on the class path. */
class StreamSslContextTest extends SocketTestBase {
    private static final ConnectionHandler ECHO = (reader, writer) -> {
        try {
            reader.transferTo(writer);
        } catch (IOException clientHasGone) {
            // as some do at once
        }
        writer.close();
    };

    private final List<SslContext> contexts = new ArrayList<>();

    private static SslContextBuilder server(SslProvider provider, KeyStore own) {
        assumeTrue(
                provider == SslProvider.JDK || OpenSsl.isAvailable(),
                () -> "netty-tcnative is not on the class path: " + OpenSsl.unavailabilityCause());
        return SslContextBuilder.forServer(TestCertificates.showing(own)).sslProvider(provider);
    }

    private static SslContextBuilder client(SslProvider provider, KeyStore trusted) {
        return SslContextBuilder.forClient().sslProvider(provider).trustManager(TestCertificates.trusting(trusted));
    }

    private SslContext made(SslContextBuilder builder) throws SSLException {
        SslContext context = builder.build();
        contexts.add(context);
        return context;
    }

    @AfterEach
    void releaseContexts() {
        contexts.forEach(ReferenceCountUtil::release); // of OpenSSL, if its memory is not the collector's
    }

    private static ServerOptions serving(SslContext context) {
        return ServerOptions.defaults().withSsl(context);
    }

    private static ConnectOptions connecting(SslContext context) {
        return ConnectOptions.defaults().withSsl(context);
    }

    @ParameterizedTest
    @EnumSource
    void aLineGoesThereAndBackAndAllIsKnown(SslProvider provider) throws SSLException {
        SslContext server = made(server(provider, TestCertificates.valid()));
        SslContext client = made(client(provider, TestCertificates.valid()));
        run(() -> {
            try (Server echo = startServer(ECHO, HOST, 0, serving(server));
                    Stream stream = openConnection("localhost", echo.port(), connecting(client))) {
                stream.write(bytes("secret\n"));
                assertThat(text(stream.readLine())).isEqualTo("secret\n");
                SSLEngine engine = (SSLEngine) stream.getExtraInfo("ssl_object");
                assertThat(engine.getClass().getName().contains("OpenSsl")).isEqualTo(provider != SslProvider.JDK);
                assertThat((String) stream.getExtraInfo("cipher")).startsWith("TLS_");
                assertThat(((X509Certificate) stream.getExtraInfo("peercert")).getSubjectX500Principal())
                        .hasToString("CN=valid");
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void muchGoesBothWaysAlsoFromAFile(SslProvider provider, @TempDir Path directory) throws Exception {
        SslContext server = made(server(provider, TestCertificates.valid()));
        SslContext client = made(client(provider, TestCertificates.valid()));
        byte[] much = new byte[3 << 20];
        new Random(1).nextBytes(much);
        Path file = Files.write(directory.resolve("file"), much);
        run(() -> {
            try (Server echo = startServer(ECHO, HOST, 0, serving(server));
                    Stream stream = openConnection("localhost", echo.port(), connecting(client))) {
                Task<byte[]> reading = createTask(() -> stream.readExactly(2 * much.length));
                stream.write(much);
                stream.drain();
                assertThat(stream.sendFile(file)).isEqualTo(much.length);
                byte[] read = Asyncio.await(reading);
                assertThat(Arrays.equals(read, 0, much.length, much, 0, much.length))
                        .isTrue();
                assertThat(Arrays.equals(read, much.length, read.length, much, 0, much.length))
                        .isTrue();
            }
        });
    }

    /** The other side has the JDK's own context. */
    @ParameterizedTest
    @EnumSource
    void bothKindsUnderstandEachOther(SslProvider provider) throws SSLException {
        SslContext server = made(server(provider, TestCertificates.valid()));
        SslContext client = made(client(provider, TestCertificates.valid()));
        SSLContext jdkServer = TestCertificates.context(TestCertificates.valid(), null);
        SSLContext jdkClient = TestCertificates.context(null, TestCertificates.valid());
        run(() -> {
            try (Server echo = startServer(ECHO, HOST, 0, serving(server));
                    Server jdkEcho = startServer(ECHO, HOST, 0, jdkServer);
                    Stream stream = openConnection("localhost", jdkEcho.port(), connecting(client));
                    Stream jdkStream = openConnection("localhost", echo.port(), jdkClient)) {
                stream.write(bytes("one\n"));
                jdkStream.write(bytes("two\n"));
                assertThat(text(stream.readLine())).isEqualTo("one\n");
                assertThat(text(jdkStream.readLine())).isEqualTo("two\n");
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void namesAreVerifiedUnlessTheOptionsSayOtherwise(SslProvider provider) throws SSLException {
        SslContext server = made(server(provider, TestCertificates.forAnotherName()));
        SslContext client = made(client(provider, TestCertificates.forAnotherName()));
        SslContext lax =
                made(client(provider, TestCertificates.forAnotherName()).endpointIdentificationAlgorithm(null));
        run(() -> {
            try (Server echo = startServer(ECHO, HOST, 0, serving(server))) {
                for (SslContext context : new SslContext[] {client, lax}) {
                    ConnectOptions options = connecting(context);
                    assertThatThrownBy(() -> openConnection("localhost", echo.port(), options))
                            .isInstanceOf(SSLException.class)
                            .hasStackTraceContaining("No subject alternative DNS name matching localhost found");
                    openConnection("localhost", echo.port(), options.withServerName("other.example"))
                            .close();
                    openConnection("localhost", echo.port(), options.withHostnameVerification(false))
                            .close();
                }
                untilNoneIsConnected(echo);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aCertificateThatIsNotTrustedIsRefused(SslProvider provider) throws SSLException {
        SslContext server = made(server(provider, TestCertificates.forAnotherName()));
        SslContext client = made(client(provider, TestCertificates.valid()));
        run(() -> {
            try (Server echo = startServer(ECHO, HOST, 0, serving(server))) {
                assertThatThrownBy(() -> openConnection("localhost", echo.port(), connecting(client)))
                        .isInstanceOf(SSLException.class)
                        .hasStackTraceContaining("PKIX path validation failed");
                untilNoneIsConnected(echo);
            }
        });
    }

    /** Of the context, as of the options. */
    @ParameterizedTest
    @EnumSource
    void aClientMayHaveToShowACertificate(SslProvider provider) throws SSLException {
        SslContext byContext = made(server(provider, TestCertificates.valid())
                .trustManager(TestCertificates.trusting(TestCertificates.client()))
                .clientAuth(ClientAuth.REQUIRE));
        SslContext byOptions = made(server(provider, TestCertificates.valid())
                .trustManager(TestCertificates.trusting(TestCertificates.client())));
        SSLParameters needed = new SSLParameters();
        needed.setNeedClientAuth(true);
        SslContext client = made(client(provider, TestCertificates.valid())
                .keyManager(TestCertificates.showing(TestCertificates.client())));
        ConnectionHandler tellingName = (reader, writer) -> {
            X509Certificate shown = (X509Certificate) writer.getExtraInfo("peercert");
            writer.write(bytes(shown.getSubjectX500Principal().toString()));
            writer.close();
        };
        ServerOptions[] servers = {serving(byContext), serving(byOptions).withSslParameters(needed)};
        run(() -> {
            for (ServerOptions options : servers) {
                try (Server asking = startServer(tellingName, HOST, 0, options);
                        Stream known = openConnection("localhost", asking.port(), connecting(client))) {
                    assertThat(text(known.read())).isEqualTo("CN=client");
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aProtocolIsAgreedOn(SslProvider provider) throws SSLException {
        ApplicationProtocolConfig both = new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                "h2",
                "http/1.1");
        SslContext server = made(server(provider, TestCertificates.valid()).applicationProtocolConfig(both));
        SslContext client = made(client(provider, TestCertificates.valid()).applicationProtocolConfig(both));
        run(() -> {
            try (Server echo = startServer(ECHO, HOST, 0, serving(server));
                    Stream stream = openConnection("localhost", echo.port(), connecting(client))) {
                SSLEngine engine = (SSLEngine) stream.getExtraInfo("ssl_object");
                assertThat(engine.getApplicationProtocol()).isEqualTo("h2");
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aSilentPeerIsGivenUp(SslProvider provider) throws Exception {
        assumeTrue(provider == SslProvider.JDK || OpenSsl.isAvailable());
        ConnectOptions options = connecting(made(client(provider, TestCertificates.valid())))
                .withHandshakeTimeout(Duration.ofMillis(50));
        try (ServerSocket silent = new ServerSocket(0, 1, LOOPBACK)) {
            run(() -> assertThatThrownBy(() -> openConnection("localhost", silent.getLocalPort(), options))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("handshake timed out"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aContextForTheOtherSideIsRefused(SslProvider provider) throws SSLException {
        SslContext server = made(server(provider, TestCertificates.valid()));
        SslContext client = made(client(provider, TestCertificates.valid()));
        run(() -> {
            try (Server wrong = startServer(ECHO, HOST, 0, serving(client));
                    Server plain = startServer(ECHO, HOST, 0)) {
                assertThatThrownBy(() -> openConnection("localhost", plain.port(), connecting(server)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("This SslContext is for servers:"
                                + " a client needs one of SslContextBuilder.forClient()");
                try (Stream stream = openConnection(HOST, wrong.port())) {
                    assertThat(stream.read()).isEmpty();
                }
            }
        });
        assertThat(takeErrors()).singleElement().satisfies(error -> assertThat(error.exception())
                .hasMessage("This SslContext is for clients: a server needs one of SslContextBuilder.forServer(...)"));
    }

    @ParameterizedTest
    @EnumSource
    void anOpenStreamCanGoOverToTls(SslProvider provider) throws SSLException {
        SslContext server = made(server(provider, TestCertificates.valid()));
        SslContext client = made(client(provider, TestCertificates.valid()));
        ConnectionHandler upgrading = (reader, writer) -> {
            reader.readLine();
            writer.write(bytes("go on\n"));
            writer.startTls(server, null);
            writer.write(reader.readLine());
            writer.close();
        };
        run(() -> {
            try (Server plain = startServer(upgrading, HOST, 0);
                    Stream stream = openConnection(HOST, plain.port())) {
                stream.write(bytes("STARTTLS\n"));
                assertThat(text(stream.readLine())).isEqualTo("go on\n");
                assertThatThrownBy(() -> stream.startTls(client, null))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("TLS needs a server name to verify");
                stream.startTls(client, "localhost");
                stream.write(bytes("secret\n"));
                assertThat(text(stream.readLine())).isEqualTo("secret\n");
            }
        });
    }

    /** A handshake that never begins leaves nothing of OpenSSL's behind, which the leak detector would tell. */
    @ParameterizedTest
    @EnumSource
    void aCancelInAnyTurnOfTheHandshakeLeavesNothing(SslProvider provider) throws SSLException {
        SslContext server = made(server(provider, TestCertificates.valid()));
        SslContext client = made(client(provider, TestCertificates.valid()));
        run(() -> {
            try (Server echo = startServer(ECHO, HOST, 0, serving(server))) {
                for (int turn = 0; turn < 12; turn++) {
                    Task<Stream> opening =
                            createTask(() -> openConnection("localhost", echo.port(), connecting(client)));
                    for (int i = 0; i < turn; i++) {
                        sleepMs(0);
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
}
