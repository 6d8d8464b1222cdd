package io.asyncio.examples.tcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.asyncio.Asyncio;
import io.asyncio.stream.Server;
import io.asyncio.stream.StreamReader;
import io.asyncio.stream.StreamWriter;
import java.io.IOException;

/**
 * Answers HTTP/1.1 requests, several over one connection, and counts them.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/tcp -am -Dexample=HttpServer}, then {@code curl localhost:7003/there}
 */
public final class HttpServer {
    private static final byte[] END_OF_HEADERS = "\r\n\r\n".getBytes(ISO_8859_1);
    private int served; // by all connections, without a lock

    /** The argument is the port. */
    public static void main(String... arguments) throws IOException {
        int port = arguments.length == 0 ? 7003 : Integer.parseInt(arguments[0]);
        Asyncio.run(() -> {
            Server server = Asyncio.startServer(new HttpServer()::serve, null, port);
            System.out.println("listening on port " + server.port());
            server.serveForever();
        });
    }

    void serve(StreamReader reader, StreamWriter writer) throws IOException {
        for (byte[] request = reader.readLine(); request.length > 0; request = reader.readLine()) {
            String path = new String(request, ISO_8859_1).split(" ", 3)[1];
            reader.readUntil(END_OF_HEADERS);
            byte[] body = ("request " + ++served + " for " + path + "\n").getBytes(UTF_8);
            String head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + body.length + "\r\n\r\n";
            writer.write(head.getBytes(ISO_8859_1), body);
            writer.drain();
        }
        writer.close();
    }
}
