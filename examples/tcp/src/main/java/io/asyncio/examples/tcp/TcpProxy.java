package io.asyncio.examples.tcp;

import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.openConnection;

import io.asyncio.Asyncio;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import io.asyncio.stream.StreamReader;
import io.asyncio.stream.StreamWriter;
import java.io.IOException;

/**
 * Passes connections on to another server. The bytes stay in the buffers in which they were received, and the slower side
 * sets the pace. Ctrl-C and SIGTERM close all connections.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/tcp -am -Dexample=TcpProxy -Darguments="7004 example.com 80"}, then
 * {@code curl -H "Host: example.com" localhost:7004}
 */
public final class TcpProxy {
    private TcpProxy() {}

    /** The arguments are the port, and the other server's host and port. */
    public static void main(String... arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        String host = arguments[1];
        int targetPort = Integer.parseInt(arguments[2]);
        Asyncio.run(() -> {
            Server server =
                    Asyncio.startServer((reader, writer) -> proxy(reader, writer, host, targetPort), null, port);
            System.out.println("listening on port " + server.port());
            server.serveForever();
        });
    }

    static void proxy(StreamReader reader, StreamWriter writer, String host, int port) {
        try (Stream target = openConnection(host, port)) {
            gather(() -> passOn(reader, target), () -> passOn(target, writer));
        } catch (IOException e) {
            System.out.println("a connection to " + host + " broke: " + e.getMessage());
        } finally {
            writer.close();
        }
    }

    /** One way, to its end, which is passed on, too: the other way may go on. */
    private static void passOn(StreamReader from, StreamWriter to) throws IOException {
        from.transferTo(to);
        to.writeEof();
    }
}
