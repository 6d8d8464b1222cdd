package io.asyncio.examples.tcp;

import io.asyncio.Asyncio;
import io.asyncio.stream.Server;
import io.asyncio.stream.StreamReader;
import io.asyncio.stream.StreamWriter;
import java.io.IOException;

/**
 * Sends back what it gets, until it is ended by Ctrl-C.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/tcp -am -Darguments=7000}, then {@code nc localhost 7000}
 */
public final class EchoServer {
    private EchoServer() {}

    /** The argument is the port. */
    public static void main(String... arguments) throws IOException {
        int port = arguments.length == 0 ? 7000 : Integer.parseInt(arguments[0]);
        Asyncio.run(() -> {
            Server server = Asyncio.startServer(EchoServer::echo, null, port);
            System.out.println("listening on port " + server.port());
            server.serveForever();
        });
    }

    static void echo(StreamReader reader, StreamWriter writer) throws IOException {
        for (byte[] piece = reader.read(4096); piece.length > 0; piece = reader.read(4096)) {
            writer.write(piece);
            writer.drain(); // waits for a client that does not read
        }
        writer.close();
    }
}
