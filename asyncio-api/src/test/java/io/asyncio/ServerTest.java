package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.startServer;
import static io.asyncio.Asyncio.toThread;
import static io.asyncio.Asyncio.waitForMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio.host.SchedulerHost;
import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.ServerOptions;
import io.asyncio.stream.Stream;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class ServerTest extends SocketTestBase {
    private static final ConnectionHandler ECHO_LINE = (reader, writer) -> {
        writer.write(reader.readLine());
        writer.close();
    };

    @Test
    void eachConnectionHasATaskOfItsOwn() {
        run(() -> {
            ConnectionHandler handler = (reader, writer) -> {
                trail.add(Asyncio.currentTask().getName().startsWith("connection from /127.0.0.1:"));
                ECHO_LINE.handle(reader, writer);
            };
            try (Server server = startServer(handler, HOST, 0, 10)) {
                assertThat(server.isServing()).isTrue();
                assertThat(server.sockets()).hasSize(1);
                assertThat(server.toString()).startsWith("Server[[/127.0.0.1:").endsWith("], connections=0]");
                List<Coroutine<String>> clients = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    String line = "line " + i;
                    clients.add(() -> ask(server.port(), line));
                }
                assertThat(gather(clients)).containsExactly("line 0", "line 1", "line 2");
            }
        });
        trail.assertIs("true", "true", "true");
    }

    @Test
    void aThousandClientsAtOnce() {
        run(() -> {
            ServerOptions options = ServerOptions.defaults().withBacklog(1000);
            try (Server server = startServer(ECHO_LINE, HOST, 0, options)) {
                List<Coroutine<String>> clients = new ArrayList<>();
                for (int i = 0; i < 1000; i++) {
                    String line = "line " + i;
                    clients.add(() -> ask(server.port(), line));
                }
                assertThat(gather(clients)).hasSize(1000).contains("line 0", "line 999");
            }
        });
    }

    @Test
    void aPortInUseIsRaisedWhereTheServerIsStarted() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, LOOPBACK)) {
            run(() -> assertThatThrownBy(() -> startServer(ECHO_LINE, HOST, other.getLocalPort()))
                    .isInstanceOf(BindException.class)
                    .hasMessageEndingWith("Address already in use: /127.0.0.1:" + other.getLocalPort()));
        }
    }

    @Test
    void closeStopsAcceptingAtOnceAndLeavesConnections() {
        run(() -> {
            Server server = startServer(ECHO_LINE, HOST, 0);
            int port = server.port();
            Stream stream = openConnection(HOST, port);
            stream.drain();
            sleepMs(5); // for it to be accepted, not only queued by the system
            server.close();
            server.waitClosed();
            assertThat(server.isServing()).isFalse();
            assertThatThrownBy(() -> openConnection(HOST, port)).isInstanceOf(IOException.class);
            try (ServerSocket again = new ServerSocket(port)) {
                assertThat(again.getLocalPort()).isEqualTo(port);
            }
            stream.write(bytes("still here\n"));
            assertThat(text(stream.read())).isEqualTo("still here\n");
            server.close();
        });
    }

    @Test
    void clientsCanBeClosedOrAborted() {
        run(() -> {
            Event connected = new Event();
            Server server = startServer(
                    (reader, writer) -> {
                        writer.write(bytes("hello"));
                        connected.set();
                        new Event().await();
                    },
                    HOST,
                    0);
            for (boolean abort : new boolean[] {false, true}) {
                connected.clear();
                try (Stream stream = openConnection(HOST, server.port())) {
                    connected.await();
                    if (abort) {
                        server.abortClients();
                        assertThat(text(stream.read())).isIn("", "hello");
                    } else {
                        server.closeClients();
                        assertThat(text(stream.read())).isEqualTo("hello");
                    }
                    assertThat(server.toString()).endsWith("connections=0]");
                }
            }
            server.close();
        });
    }

    @Test
    void aHandlerThatThrowsIsReportedAndStopsNothing() {
        run(() -> {
            ConnectionHandler handler = (reader, writer) -> {
                String line = text(reader.readLine());
                if (line.equals("bad\n")) {
                    throw new IOException("of the handler");
                }
                writer.write(bytes(line));
                writer.close();
            };
            try (Server server = startServer(handler, HOST, 0)) {
                assertThat(ask(server.port(), "bad")).isEmpty();
                assertThat(takeErrors()).singleElement().satisfies(context -> {
                    assertThat(context.message()).startsWith("Exception in a connection handler, for Stream[");
                    assertThat(context.exception()).hasMessage("of the handler");
                });
                assertThat(ask(server.port(), "good")).isEqualTo("good");
            }
        });
    }

    @Test
    void serveForeverEndsWithItsTaskOrItsServer() {
        run(() -> {
            Server first = startServer(ECHO_LINE, HOST, 0);
            Task<?> serving = createTask(first::serveForever);
            assertThat(ask(first.port(), "served")).isEqualTo("served");
            serving.cancel();
            first.waitClosed();
            assertThat(serving.cancelled()).isTrue();
            Server second = startServer(ECHO_LINE, HOST, 0);
            Task<?> servingToo = createTask(second::serveForever);
            sleepMs(0);
            second.close();
            await(servingToo);
        });
    }

    /** A client that sends a byte now and then holds up nobody else. */
    @Test
    void aSlowClientHoldsUpNobody() {
        run(() -> {
            try (Server server = startServer(ECHO_LINE, HOST, 0);
                    Stream slow = openConnection(HOST, server.port())) {
                for (byte letter : bytes("slow\n")) {
                    slow.write(new byte[] {letter});
                    slow.drain();
                    assertThat(ask(server.port(), "quick")).isEqualTo("quick");
                }
                assertThat(text(slow.readLine())).isEqualTo("slow\n");
            }
        });
    }

    @Test
    void namesAndNoNameListenOnWhatTheyStandFor() {
        run(() -> {
            for (String host : new String[] {null, "", "localhost"}) {
                try (Server server = startServer(ECHO_LINE, host, 0)) {
                    assertThat(ask(server.port(), "here")).isEqualTo("here");
                    try (Stream byName = openConnection("localhost", server.port())) {
                        byName.write(bytes("by name\n"));
                        assertThat(text(byName.readLine())).isEqualTo("by name\n");
                    }
                }
            }
            assertThatThrownBy(() -> startServer(null, HOST, 0)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> startServer(ECHO_LINE, HOST, -1)).isInstanceOf(IllegalArgumentException.class);
        });
    }

    /** The cancel comes in every turn around the start; the port is free at once, or the server is there. */
    @Test
    void aCancelledStartFreesThePort() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        run(() -> {
            for (int turn = 0; turn <= 10; turn++) {
                Task<Server> starting = createTask(() -> startServer(ECHO_LINE, HOST, port));
                yieldTimes(turn);
                starting.cancel();
                try {
                    Server server = await(starting);
                    server.close();
                    server.waitClosed();
                } catch (CancelledError cancelled) {
                    trail.add("cancelled");
                }
                requireFree(port);
            }
        });
        assertThat(trail.steps()).contains("cancelled");
    }

    @Test
    void thePortOfAServerIsFreeWhenItIsClosed() {
        run(this::closeAndTakeAgain);
        runOnForeignScheduler(this::closeAndTakeAgain);
    }

    private void closeAndTakeAgain() throws IOException {
        Server first = startServer(ECHO_LINE, HOST, 0);
        int port = first.port();
        first.close();
        first.waitClosed();
        for (int i = 0; i < 50; i++) {
            requireFree(port);
            Server again = startServer(ECHO_LINE, HOST, port);
            again.close();
            again.waitClosed();
        }
        requireFree(port);
    }

    @Test
    void thePortOfAServerIsFreeWhenItsLoopHasClosed() throws IOException {
        int[] port = {0};
        for (int i = 0; i < 20; i++) {
            try (Loop closing = realTimeLoop()) {
                closing.runUntilComplete(
                        () -> port[0] = startServer(ECHO_LINE, HOST, port[0]).port());
            }
            requireFree(port[0]);
        }
    }

    @Test
    void whatIsAskedForIsListenedOn() throws Exception {
        ipV6OrSkip();
        run(() -> {
            try (Server server = startServer(ECHO_LINE, "0.0.0.0", 0)) {
                assertThat(ask(server.port(), "IPv4")).isEqualTo("IPv4");
                assertThatThrownBy(() -> openConnection("::1", server.port())).isInstanceOf(IOException.class);
                try (Server beside = startServer(ECHO_LINE, "::1", server.port())) {
                    assertThat(beside.port()).isEqualTo(server.port());
                }
            }
        });
    }

    @Test
    void withoutAHostItListensOnAllAddresses() throws Exception {
        ipV6OrSkip();
        run(() -> {
            try (Server server = startServer(ECHO_LINE, null, 0)) {
                assertThat(ask(server.port(), "IPv4")).isEqualTo("IPv4");
                try (Stream stream = openConnection("::1", server.port())) {
                    stream.write(bytes("IPv6\n"));
                    assertThat(text(stream.readLine())).isEqualTo("IPv6\n");
                }
            }
        });
    }

    @Test
    void aTaskOfAnotherLoopCannotWaitForItsEnd() {
        run(() -> {
            try (Loop other = realTimeLoop().start();
                    Server server = startServer(ECHO_LINE, HOST, 0)) {
                for (VoidCoroutine waiting : List.<VoidCoroutine>of(server::waitClosed, server::serveForever)) {
                    Task<Throwable> far = other.createTask(() -> catchThrowable(waiting::run));
                    assertThat(waitForMs(far, 10_000))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("was called on Server[")
                            .hasMessageContaining("outside of its event loop");
                }
                assertThat(server.isServing()).isTrue();
            }
        });
    }

    @Test
    void anotherThreadCannotCloseIt() {
        run(() -> {
            try (Server server = startServer(ECHO_LINE, HOST, 0)) {
                Map<String, VoidCoroutine> calls = Map.of(
                        "close()", server::close,
                        "closeClients()", server::closeClients,
                        "abortClients()", server::abortClients);
                for (Map.Entry<String, VoidCoroutine> call : calls.entrySet()) {
                    assertThatThrownBy(() -> toThread(call.getValue()))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageStartingWith(call.getKey() + " was called on Server[")
                            .hasMessageContaining("outside of its event loop");
                }
                assertThat(server.isServing()).isTrue();
            }
        });
    }

    /** At once: it is when the task has gone on that the port must be free. */
    private static void requireFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, LOOPBACK)) {
            assertThat(socket.isBound()).isTrue();
        } catch (IOException inUse) {
            throw new AssertionError("port " + port + " is still in use", inUse);
        }
    }

    @Test
    void aCancelledOpenLeavesNoConnectionBehind() {
        run(() -> {
            ConnectionHandler untilTheEnd = (reader, writer) -> {
                reader.read();
                writer.close();
            };
            try (Server server = startServer(untilTheEnd, HOST, 0)) {
                for (int turn = 0; turn <= 10; turn++) {
                    Task<Stream> opening = createTask(() -> openConnection(HOST, server.port()));
                    yieldTimes(turn);
                    opening.cancel();
                    try {
                        await(opening).close();
                    } catch (CancelledError cancelled) {
                        trail.add("cancelled");
                    }
                }
                untilNoneIsConnected(server);
            }
        });
        assertThat(trail.steps()).contains("cancelled");
    }

    /** Channels tell of their end after the tasks were unwound, on the loop's thread. */
    @Test
    void eventsOfChannelsHoldTheLoopAlsoWhileItCloses() {
        Loop closing = realTimeLoop().start();
        CompletableFuture<Boolean> held = new CompletableFuture<>();
        closing.onClose(() -> closing.sockets
                .eventLoop()
                .execute(() -> closing.sockets.deliver(() -> held.complete(closing.isCurrent()))));
        closing.createTask(LoopTestBase::settle).toCompletableFuture().join();
        closing.close();
        assertThat(held.join()).isTrue();
    }

    @Test
    void aLoopThatClosesEndsAllConnectionsAndItsThread() throws Exception {
        Loop closing = realTimeLoop();
        closing.start();
        Server server = closing.createTask(() -> startServer(
                        (reader, writer) -> {
                            try {
                                reader.read();
                            } finally {
                                trail.add("handler unwound");
                            }
                        },
                        HOST,
                        0))
                .toCompletableFuture()
                .get();
        try (Socket client = new Socket(LOOPBACK, server.port())) {
            closing.createTask(() -> {
                        while (!server.toString().endsWith("connections=1]")) {
                            sleepMs(1);
                        }
                        settle();
                    })
                    .toCompletableFuture()
                    .get();
            String thread = closing.createTask(() -> closing.toString())
                    .toCompletableFuture()
                    .get();
            closing.close();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            String name = thread.substring("Loop[".length(), thread.indexOf(','));
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(t -> t.getName().equals(name));
        }
        trail.assertIs("handler unwound");
        try (ServerSocket again = new ServerSocket(server.port())) {
            assertThat(again.isBound()).isTrue();
        }
    }

    /** Clients connect all the time, from a thread of their own. */
    @Test
    void connectionsThatArriveWhileTheLoopClosesAreNoErrors() {
        assertThat(logOf(() -> {
                    for (int round = 0; round < 10; round++) {
                        closeUnderConnections(realTimeLoop());
                    }
                }))
                .isEmpty();
    }

    @Test
    void connectionsThatArriveWhileALoopOnAForeignSchedulerClosesAreNoErrors() {
        assertThat(logOf(() -> {
                    for (int round = 0; round < 10; round++) {
                        Scheduler scheduler = Schedulers.newSingle("foreign");
                        closeUnderConnections(handled(Loop.on(new SchedulerHost(scheduler), baton())));
                        scheduler.dispose();
                    }
                }))
                .isEmpty();
    }

    private static void closeUnderConnections(Loop closing) {
        closing.start();
        Server server = closing.createTask(() -> startServer(ECHO_LINE, HOST, 0))
                .toCompletableFuture()
                .join();
        CountDownLatch connected = new CountDownLatch(5);
        CompletableFuture<?> connecting =
                CompletableFuture.runAsync(() -> connectUntilRefused(server.port(), connected));
        try {
            connected.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        closing.close();
        connecting.join();
    }

    private static void connectUntilRefused(int port, CountDownLatch connected) {
        try {
            while (true) {
                new Socket(LOOPBACK, port).close();
                connected.countDown();
            }
        } catch (IOException refused) {
            // the server is closed
        }
    }

    @Test
    void badOptionsSayWhatIsWrong() {
        assertThatThrownBy(() -> ServerOptions.defaults().withBacklog(0)).hasMessage("a backlog must be > 0, got 0");
        assertThatThrownBy(() -> ServerOptions.defaults().withLimit(0)).hasMessage("a limit must be > 0 bytes, got 0");
        assertThatThrownBy(() -> ServerOptions.defaults().withWaterMarks(2, 1))
                .hasMessage("water marks must be 0 <= low <= high, got low 2 and high 1");
    }

    private static String ask(int port, String line) throws IOException {
        try (Stream stream = openConnection(HOST, port)) {
            stream.write(bytes(line + "\n"));
            return text(stream.readLine()).strip();
        }
    }
}
