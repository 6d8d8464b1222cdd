package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.startServer;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cancel in every turn around each way to wait for a stream: nothing hangs, no byte is lost or doubled. */
class StreamCancellationTest extends SocketTestBase {
    private static final int MORE_THAN_SOCKETS_TAKE = 16 << 20;
    private static final int TURNS = 10;

    private static final ConnectionHandler ECHO = (reader, writer) -> {
        for (byte[] piece = reader.read(64); piece.length > 0; piece = reader.read(64)) {
            writer.write(piece);
            writer.drain();
        }
        writer.close();
    };

    private interface Read {
        byte[] from(Stream stream) throws Exception;
    }

    @Test
    void reads() {
        List<Read> reads = List.of(
                stream -> stream.read(3),
                stream -> stream.readExactly(5),
                Stream::readLine,
                stream -> stream.readUntil(bytes(";")),
                stream -> {
                    byte[] into = new byte[4];
                    int count = stream.readInto(into);
                    return Arrays.copyOf(into, count);
                });
        for (Read read : reads) {
            for (int turn = 0; turn <= TURNS; turn++) {
                int cancelTurn = turn;
                talk(ECHO, stream -> {
                    ByteArrayOutputStream got = new ByteArrayOutputStream();
                    Task<byte[]> reading = createTask(() -> read.from(stream));
                    stream.write(bytes("a;b\ncdefg\n"));
                    yieldTimes(cancelTurn);
                    reading.cancel();
                    try {
                        got.writeBytes(await(reading));
                    } catch (CancelledError cancelled) {
                        trail.add("cancelled");
                    }
                    stream.writeEof();
                    got.writeBytes(stream.read());
                    assertThat(got).as("cancel in turn %s", cancelTurn).hasToString("a;b\ncdefg\n");
                });
            }
        }
        assertThat(trail.steps()).contains("cancelled");
    }

    @Test
    void drains() {
        for (int cancelTurn : new int[] {0, 1, 2, 4, 8}) {
            talk(ECHO, stream -> {
                byte[] much = new byte[MORE_THAN_SOCKETS_TAKE];
                stream.write(much);
                Task<?> draining = createTask(stream::drain);
                Task<?> other = createTask(stream::drain);
                yieldTimes(cancelTurn);
                draining.cancel();
                Task<byte[]> reading = createTask(() -> stream.readExactly(much.length));
                await(other);
                assertThat(await(reading)).hasSize(much.length);
                assertThat(draining.cancelled()).isTrue();
            });
        }
    }

    @Test
    void waitsForTheEnd() {
        for (int turn = 0; turn <= TURNS; turn++) {
            int cancelTurn = turn;
            talk(ECHO, stream -> {
                stream.close();
                Task<?> closing = createTask(stream::waitClosed);
                yieldTimes(cancelTurn);
                closing.cancel();
                stream.waitClosed();
                settle();
                assertThat(closing.done()).isTrue();
            });
        }
    }

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
