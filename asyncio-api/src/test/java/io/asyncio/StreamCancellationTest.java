package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.startServer;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A cancel in every turn of a server's handlers; {@link CancelAtEveryTurnTest} has the calls that wait for a stream. */
class StreamCancellationTest extends SocketTestBase {
    private static final int TURNS = 10;

    private static final ConnectionHandler ECHO = (reader, writer) -> {
        for (byte[] piece = reader.read(64); piece.length > 0; piece = reader.read(64)) {
            writer.write(piece);
            writer.drain();
        }
        writer.close();
    };

    /** The client, in the middle of all this, may go at any time, too. */
    @Test
    void handlers() {
        run(() -> {
            try (Server server = startServer(ECHO, HOST, 0)) {
                for (int turn = 0; turn <= TURNS; turn++) {
                    Task<?> client = createTask(() -> {
                        try (Stream stream = Asyncio.openConnection(HOST, server.port())) {
                            stream.write(bytes("hello"));
                            stream.readExactly(5);
                            stream.readExactly(5);
                        } catch (IOException e) {
                            // its handler has gone, perhaps before anybody awaits this
                        }
                    });
                    yieldTimes(turn);
                    loop.allTasks().stream()
                            .filter(task -> task.getName().startsWith("connection from"))
                            .forEach(Task::cancel);
                    sleepMs(turn);
                    client.cancel();
                    Asyncio.gatherReturnExceptions(client);
                }
                untilNoneIsConnected(server);
            }
        });
        assertThat(takeErrors())
                .as("of clients that had not read all")
                .allSatisfy(error -> assertThat(error.exception()).isInstanceOf(IOException.class));
    }
}
