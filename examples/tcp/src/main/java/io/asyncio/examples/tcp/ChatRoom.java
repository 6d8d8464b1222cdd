package io.asyncio.examples.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.asyncio.Asyncio;
import io.asyncio.stream.Server;
import io.asyncio.stream.StreamReader;
import io.asyncio.stream.StreamWriter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A chat room: the first line is a guest's name, every other goes to all. The guests are a plain map, without a lock: all
 * of it runs on one loop.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/tcp -am -Dexample=ChatRoom}, then {@code nc localhost 7001} in two
 * windows
 */
public final class ChatRoom {
    private final Map<StreamWriter, String> guests = new LinkedHashMap<>();

    /** The argument is the port. */
    public static void main(String... arguments) throws IOException {
        int port = arguments.length == 0 ? 7001 : Integer.parseInt(arguments[0]);
        Asyncio.run(() -> {
            Server server = Asyncio.startServer(new ChatRoom()::welcome, null, port);
            System.out.println("listening on port " + server.port());
            server.serveForever();
        });
    }

    void welcome(StreamReader reader, StreamWriter writer) throws IOException {
        String name = new String(reader.readLine(), UTF_8).strip();
        guests.put(writer, name);
        tellAll(name + " has come");
        try {
            for (byte[] line = reader.readLine(); line.length > 0; line = reader.readLine()) {
                tellAll(name + ": " + new String(line, UTF_8).strip());
            }
        } finally {
            guests.remove(writer);
            writer.close();
            tellAll(name + " has gone");
        }
    }

    /** Does not wait for slow guests; one whose connection broke leaves by itself. */
    private void tellAll(String line) {
        for (StreamWriter guest : guests.keySet()) {
            try {
                guest.write((line + "\n").getBytes(UTF_8));
            } catch (IOException gone) {
                guest.close();
            }
        }
    }
}
