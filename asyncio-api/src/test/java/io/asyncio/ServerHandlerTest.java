package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.openUnixConnection;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.startServer;
import static io.asyncio.Asyncio.startUnixServer;
import static io.asyncio.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.ServerOptions;
import io.asyncio.stream.Stream;
import io.asyncio.stream.StreamReader;
import io.asyncio.stream.StreamWriter;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a connection whose handler ends without {@code close()}, or never begins. */
class ServerHandlerTest extends SocketTestBase {
    private static final ConnectionHandler FORGETFUL = (reader, writer) -> {};
    private static final ConnectionHandler UNTIL_THE_END = (reader, writer) -> reader.read();

    @TempDir
    Path directory;

    private final SSLContext server = TestCertificates.context(TestCertificates.valid(), null);
    private final SSLContext client = TestCertificates.context(null, TestCertificates.valid());

    /** What a test does with a server, and how it connects to that. */
    private interface Connecting {
        void with(Server server, Coroutine<Stream> connect) throws Exception;
    }

    /** Over TCP, TLS and a Unix domain socket. */
    private void onEach(ConnectionHandler handler, Connecting test) {
        run(() -> {
            try (Server tcp = startServer(handler, HOST, 0)) {
                test.with(tcp, () -> openConnection(HOST, tcp.port()));
            }
            try (Server tls = startServer(handler, HOST, 0, server)) {
                test.with(tls, () -> openConnection("localhost", tls.port(), client));
            }
            Path path = directory.resolve("socket");
            try (Server unix = startUnixServer(handler, path)) {
                test.with(unix, () -> openUnixConnection(path));
            }
        });
    }

    /** If one stays, the test runs into its time limit. */
    private static void awaitConnections(Server server, int count) {
        while (!server.toString().endsWith("connections=" + count + "]")) {
            sleepMs(1);
        }
    }

    @Test
    void aHandlerThatReturnsWithoutCloseLosesItsConnectionOnceThePeerHasEnded() {
        for (ConnectionHandler handler : List.of(FORGETFUL, UNTIL_THE_END)) {
            onEach(handler, (listening, connect) -> {
                for (int i = 0; i < 5; i++) {
                    Stream stream = connect.await();
                    awaitConnections(listening, 1);
                    stream.close();
                    awaitConnections(listening, 0);
                }
            });
        }
    }

    @Test
    void soItDoesIfThePeerHasResetIt() {
        run(() -> {
            try (Server listening = startServer(FORGETFUL, HOST, 0)) {
                Socket peer = new Socket(LOOPBACK, listening.port());
                awaitConnections(listening, 1);
                peer.setSoLinger(true, 0); // close() resets
                peer.close();
                awaitConnections(listening, 0);
            }
        });
    }

    @Test
    void whatTheHandlerWroteIsStillSent() {
        byte[] much = new byte[20 << 20];
        ConnectionHandler writing = (reader, writer) -> writer.write(much);
        run(() -> {
            try (Server listening = startServer(writing, HOST, 0);
                    Stream stream = openConnection(HOST, listening.port())) {
                stream.writeEof();
                assertThat(stream.read()).hasSize(much.length);
                awaitConnections(listening, 0);
            }
        });
    }

    /** Another task may have it. */
    @Test
    void whileThePeerLivesTheConnectionStays() {
        ConnectionHandler handingOn = (reader, writer) -> createTask(() -> echo(reader, writer));
        onEach(handingOn, (listening, connect) -> {
            try (Stream stream = connect.await()) {
                for (int i = 0; i < 3; i++) {
                    stream.write(bytes("line\n"));
                    assertThat(text(stream.readLine())).isEqualTo("line\n");
                    settle();
                }
            }
            awaitConnections(listening, 0);
        });
    }

    private static void echo(StreamReader reader, StreamWriter writer) throws Exception {
        for (byte[] line = reader.readLine(); line.length > 0; line = reader.readLine()) {
            writer.write(line);
            writer.drain();
        }
    }

    @Test
    void whatThePeerHadSentCanStillBeReadByAnotherTask() {
        Queue<StreamReader> handedOn = new Queue<>();
        run(() -> {
            try (Server listening = startServer((reader, writer) -> handedOn.put(reader), HOST, 0)) {
                for (String text : List.of("little", "much".repeat(10_000))) {
                    try (Stream stream = openConnection(HOST, listening.port())) {
                        stream.write(bytes(text));
                    }
                    StreamReader reader = handedOn.get();
                    awaitConnections(listening, 0);
                    assertThat(text(reader.read())).isEqualTo(text);
                    assertThat(reader.atEof()).isTrue();
                }
            }
        });
    }

    @Test
    void debugModeTellsOfIt() {
        loop.setDebug(true);
        onEach(FORGETFUL, (listening, connect) -> {
            connect.await().close();
            List<ExceptionContext> told = takeErrors();
            while (told.isEmpty()) { // the connection may come and go between two looks at it
                sleepMs(1);
                told = takeErrors();
            }
            awaitConnections(listening, 0);
            assertThat(told).singleElement().satisfies(context -> {
                assertThat(context.message())
                        .startsWith("A connection handler has returned without close(); closed now,"
                                + " as the peer has ended: Stream[");
                assertThat(context.exception()).isNull();
            });
        });
        loop.setDebug(false);
    }

    @Test
    void itHasNothingToTellOfAHandlerThatCloses() {
        loop.setDebug(true);
        onEach((reader, writer) -> writer.close(), (listening, connect) -> {
            try (Stream stream = connect.await()) {
                assertThat(stream.read()).isEmpty();
            }
            awaitConnections(listening, 0);
        });
        loop.setDebug(false);
        assertThat(takeErrors()).isEmpty();
    }

    @Test
    void norOfAStreamThatAnotherTaskClosesAfterwards() {
        Queue<StreamWriter> handedOn = new Queue<>();
        loop.setDebug(true);
        onEach((reader, writer) -> handedOn.put(writer), (listening, connect) -> {
            try (Stream stream = connect.await()) {
                StreamWriter writer = handedOn.get();
                settle(); // the handler has returned
                writer.close();
                assertThat(stream.read()).isEmpty();
            }
            awaitConnections(listening, 0);
        });
        loop.setDebug(false);
        assertThat(takeErrors()).isEmpty();
    }

    /** Runs {@code action} when a handler's task is made, which then has not begun. */
    private static void atEachHandler(Loop ofServer, Consumer<Task<?>> action) {
        ofServer.addObserver(new LoopObserver() {
            @Override
            public void taskCreated(Task<?> task) {
                if (task.getName().startsWith("connection from")) {
                    action.accept(task);
                }
            }
        });
    }

    @Test
    void aHandlerThatIsCancelledBeforeItsFirstStepLosesItsConnection() {
        atEachHandler(loop, Task::cancel);
        onEach((reader, writer) -> trail.add("the handler has begun"), (listening, connect) -> {
            Task<Outcome<Stream>> connecting =
                    createTask(() -> Asyncio.gatherReturnExceptions(connect).get(0));
            while (listening.toString().endsWith("connections=0]") && !connecting.done()) {
                sleepMs(1);
            }
            awaitConnections(listening, 0);
            if (Asyncio.await(connecting) instanceof Outcome.Success<Stream> connected) { // with TLS the greeting fails
                assertThat(connected.value().read()).isEmpty();
                connected.value().close();
            }
        });
        trail.assertIs();
    }

    /** A loop that has stopped still accepts, but runs no task. */
    @Test
    void soItDoesIfTheLoopClosesBeforeThat() throws Exception {
        for (SSLContext context : new SSLContext[] {null, server}) {
            Loop stopped = realTimeLoop();
            CompletableFuture<Task<?>> handler = new CompletableFuture<>();
            atEachHandler(stopped, handler::complete);
            ServerOptions options = ServerOptions.defaults().withSsl(context);
            Server listening = stopped.runUntilComplete(
                    () -> startServer((reader, writer) -> trail.add("the handler has begun"), HOST, 0, options));
            try (Socket peer = new Socket(LOOPBACK, listening.port())) {
                assertThat(handler.join().done()).isFalse();
                stopped.close();
                assertThat(handler.join().cancelled()).isTrue();
                assertThat(peer.getInputStream().read()).isEqualTo(-1);
            }
        }
        trail.assertIs();
    }

    @Test
    void aHandlerThatFailsOrIsCancelledLosesItsConnection() {
        ConnectionHandler failing = (reader, writer) -> {
            throw new IllegalStateException("of the handler");
        };
        onEach(failing, (listening, connect) -> {
            try (Stream stream = connect.await()) {
                assertThat(stream.read()).isEmpty();
            }
            assertThat(takeErrors()).singleElement().satisfies(context -> assertThat(context.exception())
                    .hasMessage("of the handler"));
        });
        ConnectionHandler waiting = (reader, writer) -> new Event().await();
        onEach(waiting, (listening, connect) -> {
            try (Stream stream = connect.await()) {
                toThread(() -> {}); // the handler's task may be about to be made
                awaitConnections(listening, 1);
                cancelHandlers();
                assertThat(stream.read()).isEmpty();
            }
        });
    }

    private void cancelHandlers() {
        loop.allTasks().stream()
                .filter(task -> task.getName().startsWith("connection from"))
                .forEach(Task::cancel);
    }
}
