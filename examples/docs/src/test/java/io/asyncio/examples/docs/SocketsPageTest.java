package io.asyncio.examples.docs;

import static io.asyncio.Asyncio.allTasks;
import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.generate;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.startServer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.AsyncIterator;
import io.asyncio.Task;
import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.ServerOptions;
import io.asyncio.stream.Stream;
import io.asyncio.test.AsyncioTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The code of docs/sockets.md and docs/generators.md. */
class SocketsPageTest {
    private final List<String> shown = new ArrayList<>();

    private static void awaitOthers() {
        for (Task<?> task : allTasks()) {
            if (task != currentTask()) {
                await(task);
            }
        }
    }

    private void show(byte[] line) {
        show(new String(line, UTF_8));
    }

    private void show(String line) {
        shown.add(line);
    }

    @AsyncioTest(realTime = true)
    void echo() throws IOException {
        Server server = startServer(
                (reader, writer) -> {
                    for (byte[] line = reader.readLine(); line.length > 0; line = reader.readLine()) {
                        writer.write(line);
                        writer.drain();
                    }
                    writer.close();
                },
                "localhost",
                0);
        try (Stream stream = openConnection("localhost", server.port())) {
            stream.write("hello\n".getBytes(UTF_8));
            stream.drain();
            byte[] answer = stream.readLine();
            show(answer);
        }
        server.close();
        awaitOthers();
        assertThat(shown).containsExactly("hello\n");
    }

    @AsyncioTest(realTime = true)
    void limits() throws IOException {
        ConnectionHandler handler = (reader, writer) -> writer.close();
        ServerOptions options =
                ServerOptions.defaults().withMaxConnections(1000).withIdleTimeout(Duration.ofMinutes(1));
        Server limited = startServer(handler, "localhost", 0, options);
        try (Stream stream = openConnection("localhost", limited.port())) {
            assertThat(stream.readLine()).isEmpty();
        }
        limited.close();
    }

    @AsyncioTest(realTime = true)
    void generators() throws IOException {
        Server server = startServer(
                (reader, writer) -> {
                    writer.write("one\ntwo\n".getBytes(UTF_8));
                    writer.close();
                },
                "localhost",
                0);
        int port = server.port();
        AsyncIterator<String> lines = generate(out -> {
            try (Stream stream = openConnection("localhost", port)) {
                for (byte[] line = stream.readLine(); line.length > 0; line = stream.readLine()) {
                    out.yield(new String(line, UTF_8));
                }
            }
        });
        try (lines) {
            for (String line : lines) {
                show(line);
            }
        }
        server.close();
        assertThat(shown).containsExactly("one\n", "two\n");
    }
}
