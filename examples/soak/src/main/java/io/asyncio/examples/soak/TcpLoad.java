package io.asyncio.examples.soak;

import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.startServer;
import static io.asyncio.Asyncio.toThread;

import io.asyncio.stream.Server;
import io.asyncio.stream.ServerOptions;
import io.asyncio.stream.Stream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Connections to an echo server that end in each of the ways there are. */
final class TcpLoad extends Load {
    private static final Duration IDLE = Duration.ofMillis(100);

    private @Nullable Server server;
    /** Of its own, as a busy loop may keep any client waiting for so long. */
    private @Nullable Server impatientServer;

    TcpLoad() {
        super("TCP", 4);
    }

    @Override
    void open() throws IOException {
        server = startServer(Echo::serve, Echo.HOST, 0);
        ServerOptions options = ServerOptions.defaults().withIdleTimeout(IDLE);
        impatientServer = startServer(Echo::serve, Echo.HOST, 0, options);
    }

    @Override
    void round(Random random) throws Exception {
        switch (random.nextInt(6)) {
            case 0 -> reset(random);
            case 1 -> abort(random);
            case 2 -> halfClose(random);
            case 3 -> stayIdle();
            case 4 -> Crowd.run(random, 3, () -> exchange(random));
            default -> exchange(random);
        }
    }

    @Override
    void close() {
        for (Server each : List.of(server, impatientServer)) {
            each.close();
            each.waitClosed();
        }
    }

    private Stream connect() throws IOException {
        return openConnection(Echo.HOST, server.port());
    }

    private void exchange(Random random) throws IOException {
        try (Stream stream = connect()) {
            Echo.exchange(stream, random);
            stream.close();
            stream.waitClosed();
        }
    }

    /** By a socket of the JDK, as the system then surely sends a reset. */
    private void reset(Random random) throws IOException {
        byte[] sent = Echo.piece(random);
        toThread(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.setSoLinger(true, 0);
                socket.getOutputStream().write(sent);
            }
        });
    }

    private void abort(Random random) throws IOException {
        Stream stream = connect();
        stream.write(Echo.piece(random));
        stream.abort();
        stream.waitClosed();
    }

    private void halfClose(Random random) throws IOException {
        try (Stream stream = connect()) {
            byte[] sent = Echo.piece(random);
            stream.write(sent);
            stream.writeEof();
            Echo.requireSame(stream.read(), sent);
        }
    }

    private void stayIdle() throws IOException {
        try (Stream stream = openConnection(Echo.HOST, impatientServer.port())) {
            require(stream.read().length == 0, "a server ends a connection that is idle");
        }
    }
}
