package io.asyncio;

import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.startServer;
import static io.asyncio.Asyncio.startUnixServer;
import static io.asyncio.Scenario.inRealTime;
import static io.asyncio.SocketTestBase.HOST;
import static io.asyncio.SocketTestBase.LOOPBACK;
import static io.asyncio.SocketTestBase.bytes;
import static io.asyncio.SocketTestBase.untilNoneIsConnected;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Servers and those who connect: no connection and no port is left behind, and the server serves on. */
final class ServerScenarios {
    private static final ConnectionHandler ECHO_LINE = (reader, writer) -> writer.write(reader.readLine());

    private ServerScenarios() {}

    static List<Scenario> all() {
        return List.of(
                inRealTime("Asyncio.openConnection", trial -> open(trial, SocketKind.TCP)),
                inRealTime("Asyncio.openConnection", trial -> open(trial, SocketKind.TLS)),
                inRealTime("Asyncio.openUnixConnection", trial -> open(trial, SocketKind.UNIX)),
                inRealTime("Asyncio.openUnixConnection", trial -> open(trial, SocketKind.UNIX_TLS)),
                inRealTime("Asyncio.openConnection", ServerScenarios::openByName),
                inRealTime("Asyncio.startServer", ServerScenarios::start),
                inRealTime("Asyncio.startUnixServer", ServerScenarios::startUnix),
                inRealTime("Server.serveForever", ServerScenarios::serve),
                inRealTime("Server.waitClosed", ServerScenarios::waitClosed),
                inRealTime("LoopGroup.startServer", ServerScenarios::startOfGroup),
                inRealTime("GroupServer.serveForever", ServerScenarios::serveOfGroup),
                inRealTime("GroupServer.waitClosed", ServerScenarios::waitClosedOfGroup));
    }

    private interface Opening {
        Stream of(Server server) throws IOException;
    }

    private static void open(Trial trial, SocketKind kind) throws Exception {
        try (Server server = kind.listen(ECHO_LINE)) {
            open(trial, server, kind::connect);
        }
    }

    /** Which has two addresses, where the system knows IPv6. */
    private static void openByName(Trial trial) throws Exception {
        try (Server server = startServer(ECHO_LINE, null, 0)) {
            open(trial, server, listening -> openConnection("localhost", listening.port()));
        }
    }

    private static void open(Trial trial, Server server, Opening opening) throws Exception {
        trial.call(() -> opening.of(server).close());
        untilNoneIsConnected(server);
        try (Stream stream = opening.of(server)) {
            stream.write(bytes("still served\n"));
            assertThat(stream.readLine()).isEqualTo(bytes("still served\n"));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
            return free.getLocalPort();
        }
    }

    private static void start(Trial trial) throws Exception {
        int port = freePort();
        Server[] started = {null};
        if (trial.call(() -> started[0] = startServer(ECHO_LINE, HOST, port))) {
            started[0].close();
            started[0].waitClosed();
        }
        new ServerSocket(port, 1, LOOPBACK).close();
    }

    private static void startUnix(Trial trial) throws Exception {
        Path path = SocketKind.newPath();
        Server[] started = {null};
        if (trial.call(() -> started[0] = startUnixServer(ECHO_LINE, path))) {
            started[0].close();
            started[0].waitClosed();
        }
        assertThat(Files.exists(path)).isFalse();
    }

    private static void serve(Trial trial) throws Exception {
        Server server = startServer(ECHO_LINE, HOST, 0);
        trial.later(server::close);
        boolean[] serves = {false};
        trial.call(() -> {
            try {
                server.serveForever();
            } finally {
                serves[0] = server.isServing();
            }
        });
        assertThat(serves[0]).isFalse();
        server.waitClosed();
        new ServerSocket(server.port(), 1, LOOPBACK).close();
    }

    private static void waitClosed(Trial trial) throws Exception {
        Server server = startServer(ECHO_LINE, HOST, 0);
        trial.later(server::close);
        trial.call(server::waitClosed);
        server.waitClosed();
        new ServerSocket(server.port(), 1, LOOPBACK).close();
    }

    private static LoopGroup group(Trial trial) {
        return trial.own(LoopGroup.create(2).start());
    }

    private static void startOfGroup(Trial trial) throws Exception {
        LoopGroup group = group(trial);
        int port = freePort();
        GroupServer[] started = {null};
        if (trial.call(() -> started[0] = group.startServer(ECHO_LINE, HOST, port))) {
            started[0].close();
            started[0].waitClosed();
        }
        new ServerSocket(port, 1, LOOPBACK).close();
    }

    private static void serveOfGroup(Trial trial) throws Exception {
        GroupServer server = group(trial).startServer(ECHO_LINE, HOST, 0);
        trial.later(server::close);
        boolean[] serves = {false};
        trial.call(() -> {
            try {
                server.serveForever();
            } finally {
                serves[0] = server.isServing();
            }
        });
        assertThat(serves[0]).isFalse();
        server.waitClosed();
        new ServerSocket(server.port(), 1, LOOPBACK).close();
    }

    private static void waitClosedOfGroup(Trial trial) throws Exception {
        GroupServer server = group(trial).startServer(ECHO_LINE, HOST, 0);
        trial.later(server::close);
        trial.call(server::waitClosed);
        server.waitClosed();
        new ServerSocket(server.port(), 1, LOOPBACK).close();
    }
}
