package io.asyncio.examples.tcp;

import static io.asyncio.Asyncio.toThread;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.asyncio.Asyncio;
import io.asyncio.stream.Server;
import io.asyncio.stream.StreamReader;
import io.asyncio.stream.StreamWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Serves the files of a directory by HTTP/1.1; the system sends them by itself. What is not below the directory, by
 * {@code ..} or a link, is not there.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/tcp -am -Dexample=FileServer -Darguments="7005 /usr/share/doc"}
 */
public final class FileServer {
    private final Path root;

    FileServer(Path directory) throws IOException {
        root = directory.toRealPath();
    }

    private record Found(Path file, long size, String type) {}

    /** The arguments are the port and the directory. */
    public static void main(String... arguments) throws IOException {
        FileServer files = new FileServer(Path.of(arguments[1]));
        Asyncio.run(() -> {
            Server server = Asyncio.startServer(files::serve, null, Integer.parseInt(arguments[0]));
            System.out.println("listening on port " + server.port());
            server.serveForever();
        });
    }

    void serve(StreamReader reader, StreamWriter writer) throws IOException {
        String request = line(reader);
        while (!request.isEmpty()) {
            boolean goesOn = request.endsWith(" HTTP/1.1");
            for (String header = line(reader); !header.isEmpty(); header = line(reader)) {
                goesOn &= !header.equalsIgnoreCase("Connection: close");
            }
            answer(request.split(" ", 3), writer);
            request = goesOn ? line(reader) : "";
        }
        writer.close();
    }

    private static String line(StreamReader reader) throws IOException {
        return new String(reader.readLine(), ISO_8859_1).strip();
    }

    private void answer(String[] request, StreamWriter writer) throws IOException {
        Found found = request.length == 3 ? toThread(() -> find(request[1])) : null;
        if (request.length != 3) {
            writer.write(head("400 Bad Request", 0, "text/plain"));
        } else if (!request[0].equals("GET")) {
            writer.write(head("405 Method Not Allowed", 0, "text/plain"));
        } else if (found == null) {
            writer.write(head("404 Not Found", 0, "text/plain"));
        } else {
            writer.write(head("200 OK", found.size, found.type));
            if (writer.sendFile(found.file, 0, found.size) < found.size) {
                throw new IOException(found.file + " is shorter than it was"); // the client waits for the rest
            }
        }
        writer.drain();
    }

    private static byte[] head(String status, long length, String type) {
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + length;
        return (head + "\r\n\r\n").getBytes(ISO_8859_1);
    }

    /** Null if there is no such file. Blocks. */
    private @Nullable Found find(String target) {
        try {
            Path file = root.resolve("." + URI.create(target).getPath()).toRealPath();
            if (!file.startsWith(root) || !Files.isRegularFile(file)) {
                return null;
            }
            String type = Files.probeContentType(file);
            return new Found(file, Files.size(file), type == null ? "application/octet-stream" : type);
        } catch (IOException | IllegalArgumentException noPath) {
            return null;
        }
    }
}
