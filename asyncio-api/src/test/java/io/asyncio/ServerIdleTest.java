package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.openUnixConnection;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.startServer;
import static io.asyncio.Asyncio.startUnixServer;
import static io.asyncio.Asyncio.waitForMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.ServerOptions;
import io.asyncio.stream.Stream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections on which nothing comes or goes. */
class ServerIdleTest extends SocketTestBase {
    private static final String IDLE =
            "The connection is closed: no byte has come or gone for its server's idle timeout";
    private static final ServerOptions SOON = ServerOptions.defaults().withIdleTimeout(Duration.ofMillis(50));
    private static final ServerOptions LATER = ServerOptions.defaults().withIdleTimeout(Duration.ofSeconds(1));

    private final Event handled = new Event();
    private final List<Object> told = new ArrayList<>();

    @TempDir
    Path directory;

    private final ConnectionHandler readingLine = (reader, writer) -> {
        try {
            reader.readLine();
        } catch (IOException e) {
            trail.add(e.getMessage());
            throw e;
        } finally {
            handled.set();
        }
    };

    private void observe() {
        loop.addObserver(new LoopObserver() {
            @Override
            public void connectionIdle(Object connection) {
                told.add(connection);
            }
        });
    }

    private void assertEnded(Stream client) throws IOException {
        assertThat(client.read()).isEmpty();
        handled.await();
        while (loop.connectionCount() > 0) {
            sleepMs(1);
        }
        assertThat(told).singleElement().asString().startsWith("Stream[");
        trail.assertIs(IDLE);
    }

    /** What the handler then throws is no error of the server's: {@link LoopTestBase} would see it. */
    @Test
    void aReadSaysWhyItsConnectionIsClosed() {
        observe();
        run(() -> {
            try (Server server = startServer(readingLine, HOST, 0, SOON);
                    Stream client = openConnection(HOST, server.port())) {
                assertEnded(client);
                server.close();
            }
        });
    }

    @Test
    void whatElseAHandlerThrowsIsItsFault() {
        ConnectionHandler handler = (reader, writer) -> {
            while (!writer.isClosing()) {
                sleepMs(1);
            }
            handled.set();
            throw new IllegalStateException("a fault of the handler");
        };
        run(() -> {
            try (Server server = startServer(handler, HOST, 0, SOON);
                    Stream client = openConnection(HOST, server.port())) {
                client.read();
                handled.await();
                sleepMs(0);
            }
        });
        assertThat(takeErrors()).singleElement().satisfies(context -> assertThat(context.exception())
                .hasMessage("a fault of the handler"));
    }

    @Test
    void inDebugModeTheHandlersFailureIsReported() {
        loop.setDebug(true);
        loop.setSlowCallbackDuration(Duration.ofDays(1));
        run(() -> {
            try (Server server = startServer(readingLine, HOST, 0, SOON);
                    Stream client = openConnection(HOST, server.port())) {
                client.read();
                handled.await();
                sleepMs(0);
            }
        });
        assertThat(takeErrors()).singleElement().satisfies(context -> {
            assertThat(context.message()).startsWith("Exception in a connection handler, for Stream[");
            assertThat(context.exception()).hasMessage(IDLE);
        });
    }

    @Test
    void overUnixSockets() {
        observe();
        Path path = directory.resolve("socket");
        run(() -> {
            try (Server server = startUnixServer(readingLine, path, SOON);
                    Stream client = openUnixConnection(path)) {
                assertEnded(client);
                server.close();
            }
        });
    }

    /** A second is long: whoever writes every 10 ms is not silent for that. */
    @Test
    void whoeverSendsOrIsSentToIsNotIdle() {
        ConnectionHandler handler = (reader, writer) -> {
            String kind = text(reader.readLine());
            if (kind.equals("listens\n")) {
                while (true) {
                    writer.write(bytes("."));
                    writer.drain();
                    sleepMs(10);
                }
            }
            reader.read();
        };
        run(() -> {
            try (Server server = startServer(handler, HOST, 0, LATER);
                    Stream silent = openConnection(HOST, server.port());
                    Stream listens = openConnection(HOST, server.port());
                    Stream sends = openConnection(HOST, server.port())) {
                Task<?> silentIsClosed = createTask(() -> {
                    silent.write(bytes("silent\n"));
                    return silent.read();
                });
                listens.write(bytes("listens\n"));
                sends.write(bytes("sends\n"));
                while (!silentIsClosed.done()) {
                    sends.write(bytes("."));
                    assertThat(listens.read(1)).hasSize(1);
                    sleepMs(10);
                }
                assertThat(loop.connectionCount()).isEqualTo(2);
            }
        });
        takeErrors(); // the handler that sends fails when its peer has gone
    }

    @Test
    void aHandlerThatAwaitsSomethingElseLosesItsConnection() {
        Event mayGoOn = new Event();
        ConnectionHandler handler = (reader, writer) -> {
            mayGoOn.await();
            assertThatThrownBy(() -> writer.write(bytes("late")))
                    .isInstanceOf(IOException.class)
                    .hasMessage(IDLE);
            assertThatThrownBy(reader::readLine).isInstanceOf(IOException.class).hasMessage(IDLE);
            handled.set();
        };
        run(() -> {
            try (Server server = startServer(handler, HOST, 0, SOON);
                    Stream client = openConnection(HOST, server.port())) {
                assertThat(client.read()).isEmpty();
                mayGoOn.set();
                handled.await();
            }
        });
    }

    @Test
    void whatHasComeBeforeCanStillBeRead() {
        ConnectionHandler handler = (reader, writer) -> {
            try {
                while (!writer.isClosing()) {
                    sleepMs(1);
                }
                trail.add(text(reader.readLine()));
                readingLine.handle(reader, writer);
            } finally {
                handled.set();
            }
        };
        run(() -> {
            try (Server server = startServer(handler, HOST, 0, LATER);
                    Stream client = openConnection(HOST, server.port())) {
                client.write(bytes("line\nrest"));
                client.read();
                handled.await();
            }
        });
        trail.assertIs("line\n", IDLE);
    }

    @Test
    void aPeerThatTakesNothingIsIdle() {
        ConnectionHandler handler = (reader, writer) -> {
            try {
                while (true) {
                    writer.write(new byte[1 << 16]);
                    writer.drain();
                }
            } catch (IOException e) {
                trail.add(e.getMessage());
                throw e;
            } finally {
                handled.set();
            }
        };
        run(() -> {
            try (Server server = startServer(handler, HOST, 0, SOON);
                    Stream client = openConnection(HOST, server.port())) {
                handled.await();
                client.abort();
            }
        });
        trail.assertIs(IDLE);
    }

    /** It is closed without the words of TLS, for which there is no room. */
    @Test
    void overTlsItIsClosedAtOnce() {
        ServerOptions tls = SOON.withSsl(TestCertificates.context(TestCertificates.valid(), null))
                .withIdleTimeout(Duration.ofMillis(500));
        ConnectionHandler handler = (reader, writer) -> {
            try {
                writer.write(new byte[64 << 20]);
                writer.drain();
            } finally {
                handled.set();
            }
        };
        run(() -> {
            try (Server server = startServer(handler, HOST, 0, tls)) {
                Stream client = openConnection(
                        "localhost", server.port(), TestCertificates.context(null, TestCertificates.valid()));
                handled.await();
                waitForMs(() -> untilNoneIsConnected(server), 1500);
                client.abort();
            }
        });
    }

    @Test
    void aSilentTlsGreetingIsIdle() {
        observe();
        ServerOptions tls = SOON.withSsl(TestCertificates.context(TestCertificates.valid(), null));
        run(() -> {
            try (Server server = startServer(readingLine, HOST, 0, tls);
                    Stream client = openConnection(HOST, server.port())) {
                assertThat(client.read()).isEmpty();
                while (loop.connectionCount() > 0) {
                    sleepMs(1);
                }
            }
        });
        assertThat(told).hasSize(1);
        trail.assertIs();
    }

    @Test
    void overTls() {
        observe();
        ServerOptions tls = SOON.withSsl(TestCertificates.context(TestCertificates.valid(), null))
                .withIdleTimeout(Duration.ofMillis(500));
        run(() -> {
            try (Server server = startServer(readingLine, HOST, 0, tls);
                    Stream client = openConnection(
                            "localhost", server.port(), TestCertificates.context(null, TestCertificates.valid()))) {
                assertEnded(client);
                server.close();
            }
        });
    }
}
