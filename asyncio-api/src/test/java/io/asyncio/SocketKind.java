package io.asyncio;

import static io.asyncio.SocketTestBase.HOST;

import io.asyncio.stream.ConnectOptions;
import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.ServerOptions;
import io.asyncio.stream.Stream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Connections of one kind, within this process. */
enum SocketKind {
    TCP,
    TLS,
    UNIX,
    UNIX_TLS;

    private static final Path DIRECTORY = newDirectory();
    private static int sockets;

    private static Path newDirectory() {
        try {
            Path directory = Files.createTempDirectory("sockets");
            directory.toFile().deleteOnExit();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static synchronized Path newPath() {
        return DIRECTORY.resolve(Integer.toString(sockets++));
    }

    boolean isSecure() {
        return this == TLS || this == UNIX_TLS;
    }

    private boolean isUnix() {
        return this == UNIX || this == UNIX_TLS;
    }

    Server listen(ConnectionHandler handler) throws IOException {
        return listen(handler, ServerOptions.defaults());
    }

    Server listen(ConnectionHandler handler, ServerOptions options) throws IOException {
        ServerOptions all =
                isSecure() ? options.withSsl(TestCertificates.context(TestCertificates.valid(), null)) : options;
        return isUnix() ? Asyncio.startUnixServer(handler, newPath(), all) : Asyncio.startServer(handler, HOST, 0, all);
    }

    Stream connect(Server server) throws IOException {
        return connect(server.sockets().get(0), ConnectOptions.defaults());
    }

    Stream connect(SocketAddress address, ConnectOptions options) throws IOException {
        ConnectOptions all = isSecure()
                ? options.withSsl(TestCertificates.context(null, TestCertificates.valid()))
                        .withServerName("localhost")
                : options;
        return address instanceof InetSocketAddress inet
                ? Asyncio.openConnection(HOST, inet.getPort(), all)
                : Asyncio.openUnixConnection(((UnixDomainSocketAddress) address).getPath(), all);
    }
}
