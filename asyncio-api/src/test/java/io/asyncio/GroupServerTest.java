package io.asyncio;

import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.ServerOptions;
import io.asyncio.stream.Stream;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers over one port, on all loops of a group. */
class GroupServerTest extends SocketTestBase {
    private static final ConnectionHandler LOOP_NAME = (reader, writer) -> {
        String before = getRunningLoop().name();
        reader.readLine();
        writer.write(bytes(before + " " + getRunningLoop().name()));
        writer.close();
    };
    private static final int CLIENTS = 64;

    private LoopGroup group;

    @BeforeEach
    void startGroup() {
        group = LoopGroup.of(2, this::realTimeLoop).start();
    }

    @AfterEach
    void closeGroup() {
        group.close();
    }

    @Test
    void connectionsAreServedOnAllLoopsAndStayThere() throws IOException {
        try (GroupServer server = group.startServer(LOOP_NAME, HOST, 0)) {
            assertThat(Set.copyOf(loopsOf(server))).isEqualTo(namesTwice());
        }
    }

    @Test
    void whereTheSystemSharesNoPortTheFirstLoopDealsConnectionsOutInTurn() throws IOException {
        try (GroupServer server = GroupServer.open(group, false, LOOP_NAME, HOST, 0, ServerOptions.defaults())) {
            List<String> loops = loopsOf(server);
            assertThat(Set.copyOf(loops)).isEqualTo(namesTwice());
            assertThat(loops.stream().filter(loops.get(0)::equals)).hasSize(CLIENTS / 2);
        }
    }

    @Test
    void aTaskIsSuspendedUntilThePortIsTaken() {
        Task<?> inside = group.next().createTask(() -> {
            GroupServer server = group.startServer(LOOP_NAME, HOST, 0);
            server.close();
            server.waitClosed();
        });
        assertThat(resultOf(inside)).isNull();
    }

    @Test
    void aCallbackMayNotWaitForIt() throws Exception {
        Future<Throwable> refusal = group.next().createFuture();
        refusal.loop().callSoonThreadsafe(() -> {
            try {
                group.startServer(LOOP_NAME, HOST, 0);
            } catch (Throwable e) {
                refusal.setResult(e);
            }
        });
        assertThat(resultOf(refusal)).isInstanceOf(IllegalStateException.class);
    }

    /** Not even after it has closed the server. */
    @Test
    void aCallbackMayNotWaitForItsEnd() throws Exception {
        try (GroupServer server = group.startServer(LOOP_NAME, HOST, 0)) {
            Loop loop = group.next();
            CompletableFuture<Throwable> refusal = new CompletableFuture<>();
            loop.callSoonThreadsafe(() -> refusal.complete(catchThrowable(server::serveForever)));
            assertThat(refusal.get())
                    .isInstanceOf(NoRunningLoopException.class)
                    .hasMessageStartingWith("serveForever() was called in a callback of the event loop");
            assertThat(server.isServing()).isTrue();
        }
    }

    @Test
    void aPortInUseIsAnErrorAlsoIfItCouldBeShared() throws Exception {
        for (boolean each : new boolean[] {true, false}) {
            try (ServerSocket other = new ServerSocket(0, 1, LOOPBACK);
                    GroupServer shared = GroupServer.open(group, each, LOOP_NAME, HOST, 0, ServerOptions.defaults())) {
                for (int port : new int[] {other.getLocalPort(), shared.port()}) {
                    assertThatThrownBy(() ->
                                    GroupServer.open(group, each, LOOP_NAME, HOST, port, ServerOptions.defaults()))
                            .isInstanceOf(BindException.class)
                            .hasMessageEndingWith("Address already in use: /127.0.0.1:" + port);
                }
            }
        }
    }

    @Test
    void whoAsksForItSharesThePortWithOthers() throws IOException {
        ServerOptions shared = ServerOptions.defaults().withReusePort(true);
        try (GroupServer first = group.startServer(LOOP_NAME, HOST, 0, shared);
                GroupServer second = group.startServer(LOOP_NAME, HOST, first.port(), shared)) {
            assertThat(second.sockets()).isEqualTo(first.sockets());
        }
        run(() -> {
            try (Server first = startServer(LOOP_NAME, HOST, 0, shared);
                    Server second = startServer(LOOP_NAME, HOST, first.port(), shared)) {
                assertThat(second.port()).isEqualTo(first.port());
            }
        });
    }

    @Test
    void anAddressThatOneOfTheLoopsCannotTakeLeavesNoneListening() throws IOException {
        int port;
        try (GroupServer server = group.startServer(LOOP_NAME, HOST, 0)) {
            port = server.port();
        }
        group.loops().get(1).close();
        assertThatThrownBy(() -> GroupServer.open(group, true, LOOP_NAME, HOST, port, ServerOptions.defaults()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not run: call start() first");
    }

    @Test
    void closeFreesThePortAndLeavesConnections() throws Exception {
        for (boolean each : new boolean[] {true, false}) {
            GroupServer server = GroupServer.open(group, each, LOOP_NAME, HOST, 0, ServerOptions.defaults());
            assertThat(server.isServing()).isTrue();
            loop.runUntilComplete(() -> {
                List<Stream> streams = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    Stream stream = openConnection(HOST, server.port());
                    streams.add(stream);
                    stream.write(bytes("served"));
                    stream.drain();
                }
                untilServed(8);
                server.close();
                server.waitClosed();
                assertThat(server.isServing()).isFalse();
                new ServerSocket(server.port(), 1, LOOPBACK).close();
                for (Stream stream : streams) {
                    stream.write(bytes("\n"));
                    assertThat(text(stream.read())).startsWith("asyncio-loop-");
                    stream.close();
                }
            });
        }
    }

    @Test
    void clientsOfAllLoopsAreClosed() throws Exception {
        GroupServer server = group.startServer((reader, writer) -> reader.read(), HOST, 0);
        loop.runUntilComplete(() -> {
            List<Stream> streams = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                streams.add(openConnection(HOST, server.port()));
            }
            untilServed(8);
            server.abortClients();
            for (Stream stream : streams) {
                assertThat(stream.read()).isEmpty();
                stream.close();
            }
        });
        assertThat(server.toString()).isEqualTo("GroupServer[[/127.0.0.1:" + server.port() + "], loops=2]");
        server.close();
        assertThat(server.toString()).endsWith(", closed, loops=2]");
    }

    @Test
    void serveForeverEndsWithTheServerAndClosesItWhenCancelled() throws Exception {
        GroupServer server = group.startServer(LOOP_NAME, HOST, 0);
        Task<?> serving = group.loops().get(1).createTask(server::serveForever);
        resultOf(group.loops().get(1).createTask(() -> yieldTimes(3)));
        serving.cancel();
        assertThat(failureOf(serving)).isInstanceOf(CancellationException.class);
        server.waitClosed();
        assertThat(server.isServing()).isFalse();
        new ServerSocket(server.port(), 1, LOOPBACK).close();
    }

    @Test
    void aStartThatIsCancelledAtAnyTurnFreesThePort() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
            port = free.getLocalPort();
        }
        for (int turns = 0; turns < 12; turns++) {
            int after = turns;
            Task<GroupServer> starting = group.next().createTask(() -> group.startServer(LOOP_NAME, HOST, port));
            starting.loop().createTask(() -> {
                yieldTimes(after);
                starting.cancel();
            });
            resultOf(starting.loop().createTask(() -> Asyncio.waitUntil(ReturnWhen.ALL_COMPLETED, starting)));
            if (!starting.toCompletableFuture().isCancelled()) {
                GroupServer server = resultOf(starting);
                server.close();
                server.waitClosed();
            }
            new ServerSocket(port, 1, LOOPBACK).close();
        }
    }

    @Test
    void aServerEndsWithItsGroup() throws IOException {
        GroupServer server = group.startServer(LOOP_NAME, HOST, 0);
        group.close();
        assertThat(server.isServing()).isFalse();
        server.close();
        server.waitClosed();
        new ServerSocket(server.port(), 1, LOOPBACK).close();
    }

    private Set<String> namesTwice() {
        return group.loops().stream()
                .map(each -> each.name() + " " + each.name())
                .collect(Collectors.toSet());
    }

    private List<String> loopsOf(GroupServer server) {
        List<String> loops = new ArrayList<>();
        run(() -> {
            List<Coroutine<String>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(() -> ask(server.port()));
            }
            loops.addAll(gather(clients));
        });
        return loops;
    }

    private static String ask(int port) throws IOException {
        try (Stream stream = openConnection(HOST, port)) {
            stream.write(bytes("\n"));
            return text(stream.read());
        }
    }

    /** Lets the group's loops accept what the system has accepted for them. */
    private void untilServed(int connections) {
        while (group.loops().stream().mapToInt(each -> each.allTasks().size()).sum() < connections) {
            Asyncio.sleepMs(1);
        }
    }

    @Test
    void whoWaitsForItsEndReturnsWhenTheGroupIsClosed() throws Exception {
        GroupServer server = group.startServer(LOOP_NAME, HOST, 0);
        CompletableFuture<Void> serving = CompletableFuture.runAsync(server::serveForever);
        try (Loop other = realTimeLoop().start()) {
            Task<?> waiting = other.createTask(server::waitClosed);
            while (group.loops().get(0).allTasks().size() < 2) {
                Thread.onSpinWait();
            }
            group.close();
            serving.get(20, TimeUnit.SECONDS);
            waiting.toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void whereTheFirstLoopListensForAllItServesNoMoreWithoutIt() throws Exception {
        GroupServer server = GroupServer.open(group, false, LOOP_NAME, HOST, 0, ServerOptions.defaults());
        assertThat(server.isServing()).isTrue();
        group.loops().get(1).close();
        assertThat(server.isServing()).isTrue();
        group.loops().get(0).close();
        assertThat(server.isServing()).isFalse();
    }

    @Test
    void aStartWhoseAskersLoopClosesAtAnyTurnLeavesNoServer() throws Exception {
        for (int turns = 0; turns < 40; turns++) {
            int after = turns;
            Loop askers = realTimeLoop();
            Task<GroupServer> starting = askers.createTask(() -> group.startServer(LOOP_NAME, HOST, 0));
            askers.runUntilComplete(() -> yieldTimes(after));
            askers.close();
            if (!starting.cancelled()) {
                starting.result().close();
            }
            assertThatNothingIsLeft(after);
        }
    }

    private void assertThatNothingIsLeft(int after) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (hasTasksOrSockets() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(hasTasksOrSockets()).as("left after " + after + " turns").isFalse();
    }

    private boolean hasTasksOrSockets() {
        return group.loops().stream()
                .anyMatch(each ->
                        !each.allTasks().isEmpty() || !each.sockets.open().isEmpty());
    }

    @Test
    void aCancelOfWhoWaitsForItsEndIsRaisedAlsoIfTheGroupClosesMeanwhile() throws Exception {
        GroupServer server = group.startServer(LOOP_NAME, HOST, 0);
        try (Loop other = realTimeLoop().start()) {
            Task<?> waiting = other.createTask(server::waitClosed);
            while (!hasTasks()) {
                Thread.onSpinWait();
            }
            CompletableFuture<Void> closed = new CompletableFuture<>();
            other.callSoonThreadsafe(() -> {
                waiting.cancel();
                while (hasTasks()) {
                    Thread.onSpinWait(); // until the group's loop has heard of it
                }
                closed.completeAsync(() -> {
                    group.close();
                    return null;
                });
                closed.join();
            });
            assertThat(failureOf(waiting)).isInstanceOf(CancellationException.class);
        }
    }

    private boolean hasTasks() {
        return group.loops().stream().anyMatch(each -> !each.allTasks().isEmpty());
    }
}
