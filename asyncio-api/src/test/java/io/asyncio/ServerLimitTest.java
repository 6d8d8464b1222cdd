package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.openUnixConnection;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.startServer;
import static io.asyncio.Asyncio.startUnixServer;
import static io.asyncio.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.ServerOptions;
import io.asyncio.stream.Stream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The most connections at a time. */
class ServerLimitTest extends SocketTestBase {
    private static final int MOST = 3;
    private static final int CLIENTS = 30;
    private static final ServerOptions LIMITED = ServerOptions.defaults().withMaxConnections(MOST);
    private static final ConnectionHandler ECHO_LINE = (reader, writer) -> {
        writer.write(reader.readLine());
        writer.close();
    };

    private final SSLContext server = TestCertificates.context(TestCertificates.valid(), null);
    private final SSLContext client = TestCertificates.context(null, TestCertificates.valid());
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger mostServed = new AtomicInteger();

    @TempDir
    Path directory;

    /** Counts how many are served at a time, while they are, with those that greet over TLS. */
    private final ConnectionHandler counting = (reader, writer) -> {
        int count = Math.max(served.incrementAndGet(), Asyncio.getRunningLoop().connectionCount());
        mostServed.accumulateAndGet(count, Math::max);
        byte[] line = reader.readLine();
        sleepMs(2); // so that others could come
        served.decrementAndGet();
        writer.write(line);
        writer.close();
    };

    /** Opens a client's side. */
    private interface Opening {
        Stream open() throws IOException;
    }

    private static String ask(Opening opening, String line) throws IOException {
        try (Stream stream = opening.open()) {
            stream.write(bytes(line + "\n"));
            return text(stream.readLine()).strip();
        }
    }

    private void assertAllAreServedThreeAtATime(Opening opening) {
        List<Coroutine<String>> clients = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String line = "line " + i;
            lines.add(line);
            clients.add(() -> ask(opening, line));
        }
        assertThat(gather(clients)).isEqualTo(lines);
        assertThat(mostServed.get()).isBetween(1, MOST);
    }

    /** For whatever the server accepts without a limit. */
    private static void untilOthersAreServed(Server other) throws IOException {
        for (int i = 0; i < 5; i++) {
            ask(() -> openConnection(HOST, other.port()), "other");
        }
    }

    private void untilConnections(int count) {
        while (loop.connectionCount() != count) {
            sleepMs(1);
        }
    }

    private void untilServed(int clients) {
        while (trail.steps().size() < clients) {
            sleepMs(1);
        }
    }

    @Test
    void theOthersWaitAndAreServedInOrder() {
        List<Object> full = new ArrayList<>();
        run(() -> {
            ConnectionHandler handler = (reader, writer) -> {
                trail.add(text(reader.readLine()).strip());
                writer.write(reader.readLine());
                writer.close();
            };
            try (Server limited = startServer(handler, HOST, 0, LIMITED);
                    Server other = startServer(ECHO_LINE, HOST, 0)) {
                loop.addObserver(new LoopObserver() {
                    @Override
                    public void serverFull(Object server) {
                        full.add(server);
                    }
                });
                List<Stream> clients = new ArrayList<>();
                for (int i = 0; i < MOST + 2; i++) {
                    Stream stream = openConnection(HOST, limited.port());
                    stream.write(bytes("client " + i + "\n"));
                    clients.add(stream);
                }
                untilOthersAreServed(other);
                trail.assertIs("client 0", "client 1", "client 2");
                assertThat(loop.connectionCount()).isEqualTo(MOST);
                assertThat(full).containsExactly(limited);
                for (int i = 0; i < MOST + 2; i++) {
                    clients.get(i).write(bytes("bye\n"));
                    assertThat(text(clients.get(i).read())).isEqualTo("bye\n");
                    clients.get(i).close();
                    untilServed(Math.min(MOST + i + 1, MOST + 2)); // else two may leave before one follows
                }
                trail.assertIs("client 0", "client 1", "client 2", "client 3", "client 4");
                assertThat(full).hasSize(3);
            }
            untilConnections(0);
        });
    }

    @Test
    void allAreServedInTheEnd() {
        VoidCoroutine body = () -> {
            try (Server limited = startServer(counting, HOST, 0, LIMITED)) {
                assertAllAreServedThreeAtATime(() -> openConnection(HOST, limited.port()));
            }
        };
        run(body);
        mostServed.set(0);
        runOnForeignScheduler(body);
    }

    @Test
    void overTls() {
        run(() -> {
            try (Server limited = startServer(counting, HOST, 0, LIMITED.withSsl(server))) {
                assertAllAreServedThreeAtATime(() -> openConnection("localhost", limited.port(), client));
            }
        });
    }

    @Test
    void overUnixSockets() {
        Path path = directory.resolve("socket");
        run(() -> {
            try (Server limited = startUnixServer(counting, path, LIMITED)) {
                assertAllAreServedThreeAtATime(() -> openUnixConnection(path));
            }
        });
    }

    /** The places are shared: also by sockets that find a connection each at the same moment. */
    @Test
    void onSeveralAddressesAtOnce() {
        run(() -> {
            try (Server limited = startServer(counting, null, 0, LIMITED)) {
                AtomicInteger turn = new AtomicInteger();
                List<String> hosts = limited.sockets().size() > 1 ? List.of(HOST, "::1") : List.of(HOST);
                assertAllAreServedThreeAtATime(
                        () -> openConnection(hosts.get(turn.getAndIncrement() % hosts.size()), limited.port()));
            }
        });
    }

    @Test
    void onTheLoopsOfAGroupItIsOneNumberForAll() throws Exception {
        for (boolean each : new boolean[] {true, false}) {
            mostServed.set(0);
            try (LoopGroup group = LoopGroup.of(2, this::realTimeLoop).start();
                    GroupServer limited = GroupServer.open(group, each, counting, HOST, 0, LIMITED)) {
                run(() -> assertAllAreServedThreeAtATime(() -> openConnection(HOST, limited.port())));
            }
        }
    }

    @Test
    void aServerThatIsFullCanBeClosedAndThoseThatWaitAreRefused() {
        run(() -> {
            Server limited =
                    startServer(ECHO_LINE, HOST, 0, ServerOptions.defaults().withMaxConnections(1));
            try (Stream served = openConnection(HOST, limited.port());
                    Stream waiting = openConnection(HOST, limited.port())) {
                untilConnections(1);
                limited.close();
                limited.waitClosed();
                new ServerSocket(limited.port(), 1, LOOPBACK).close();
                assertThat(toTheEnd(waiting)).isEmpty();
                served.write(bytes("goes on\n"));
                assertThat(text(served.read())).isEqualTo("goes on\n");
            }
            untilConnections(0);
        });
    }

    /** Empty also for one that was reset. */
    private static String toTheEnd(Stream stream) {
        try {
            return text(stream.read());
        } catch (IOException reset) {
            return "";
        }
    }

    /** However a connection ends, its place is free again: each way has more rounds than there are places. */
    @Test
    void theCountNeverDrifts() {
        boolean[] cancels = {false};
        loop.addObserver(new LoopObserver() {
            @Override
            public void taskCreated(Task<?> task) {
                if (cancels[0] && task.getName().startsWith("connection from")) {
                    task.cancel();
                }
            }
        });
        ConnectionHandler handler = (reader, writer) -> {
            String line = text(reader.readLine()).strip();
            switch (line) {
                case "throw" -> throw new IOException("of the handler");
                case "never ends" -> {
                    writer.close();
                    new Event().await();
                }
                case "no close" -> writer.write(bytes("no close\n"));
                default -> {
                    writer.write(bytes(line + "\n"));
                    writer.close();
                }
            }
        };
        run(() -> {
            try (Server plain = startServer(handler, HOST, 0, LIMITED);
                    Server tls = startServer(handler, HOST, 0, LIMITED.withSsl(server))) {
                for (int i = 0; i < 2 * MOST; i++) {
                    for (String line : List.of("echo", "throw", "never ends", "no close", "")) {
                        say(line, openConnection(HOST, plain.port()));
                        say(line, openConnection("localhost", tls.port(), client));
                    }
                    for (Server each : List.of(plain, tls)) {
                        openConnection(HOST, each.port()).close(); // perhaps before the handler starts
                        openConnection(HOST, each.port()).abort();
                        resetAtOnce(each.port());
                        talkNoTls(each);
                    }
                    cancels[0] = true;
                    for (Server each : List.of(plain, tls)) {
                        try (Stream stream = openConnection(HOST, each.port())) {
                            toTheEnd(stream);
                        }
                    }
                    cancels[0] = false;
                }
                untilConnections(0);
                takeErrors(); // of handlers that throw
                for (Server each : List.of(plain, tls)) {
                    List<Stream> all = new ArrayList<>();
                    for (int i = 0; i < MOST; i++) {
                        all.add(openConnection(HOST, each.port()));
                    }
                    untilConnections(MOST);
                    all.forEach(Stream::close);
                    untilConnections(0);
                }
            }
        });
        takeErrors();
    }

    /** And waits for the end. */
    private static void say(String line, Stream opened) throws IOException {
        try (Stream stream = opened) {
            stream.write(bytes(line + "\n"));
            if (line.equals("no close")) {
                stream.readLine(); // there is no end before that of the own side
            } else {
                toTheEnd(stream);
            }
        }
    }

    private static void resetAtOnce(int port) throws IOException {
        toThread(() -> {
            try (Socket socket = new Socket(LOOPBACK, port)) {
                socket.setSoLinger(true, 0);
            }
            return null;
        });
    }

    /** A greeting that is none. */
    private static void talkNoTls(Server each) throws IOException {
        try (Stream stream = openConnection(HOST, each.port())) {
            stream.write(bytes("GET / HTTP/1.1\n"));
            toTheEnd(stream);
        }
    }

    @Test
    void aLoopOfTheGroupThatClosesGivesItsPlacesBack() throws Exception {
        try (LoopGroup group = LoopGroup.of(2, this::realTimeLoop).start();
                GroupServer limited = GroupServer.open(group, false, counting, HOST, 0, LIMITED)) {
            run(() -> {
                List<Stream> silent = new ArrayList<>();
                for (int i = 0; i < MOST; i++) {
                    silent.add(openConnection(HOST, limited.port()));
                }
                while (served.get() < MOST) {
                    sleepMs(1);
                }
                Task<?> waiting = createTask(() -> say("waits", openConnection(HOST, limited.port())));
                toThread(() ->
                        group.loops().get(1).close()); // to which it deals out every other one, in vain from now on
                Asyncio.await(waiting);
                silent.forEach(Stream::close);
                for (int i = 0; i < 4 * MOST; i++) {
                    say("after", openConnection(HOST, limited.port()));
                }
            });
        }
    }

    @Test
    void numbersAndTimesAreChecked() {
        assertThatThrownBy(() -> ServerOptions.defaults().withMaxConnections(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the most connections at a time must be > 0, got 0");
        assertThatThrownBy(() -> ServerOptions.defaults().withIdleTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an idle timeout must be > 0, got PT0S");
    }
}
