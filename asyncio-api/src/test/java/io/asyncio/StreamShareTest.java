package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.startServer;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A task whose connection always has something for it lets the others in. */
class StreamShareTest extends SocketTestBase {
    private static final int SHARE = 128;
    private static final int MANY = 3 * SHARE;

    private interface Call {
        void on(Stream stream) throws Exception;
    }

    /** The most calls that a task makes before another one, which is always ready, runs. */
    private int callsBeforeOthers(String sent, Call call) {
        int[] sinceOthers = {0, 0};
        talk(
                (reader, writer) -> {
                    writer.write(bytes(sent));
                    reader.read();
                    writer.close();
                },
                stream -> {
                    sleepMs(50); // all has arrived
                    Task<?> others = createTask(() -> {
                        while (true) {
                            sinceOthers[0] = 0;
                            sleepMs(0);
                        }
                    });
                    sleepMs(0);
                    for (int i = 0; i < MANY; i++) {
                        call.on(stream);
                        sinceOthers[0]++;
                        sinceOthers[1] = Math.max(sinceOthers[0], sinceOthers[1]);
                    }
                    others.cancel();
                });
        return sinceOthers[1];
    }

    @Test
    void callsThatNeedNotWaitCountAgainstTheShare() {
        String lines = "0123456\n".repeat(MANY);
        assertThat(callsBeforeOthers(lines, stream -> stream.read(1)))
                .as("read")
                .isEqualTo(SHARE);
        assertThat(callsBeforeOthers(lines, stream -> stream.readInto(new byte[2])))
                .as("readInto")
                .isEqualTo(SHARE);
        assertThat(callsBeforeOthers(lines, stream -> stream.readInto(ByteBuffer.allocate(2))))
                .as("readInto a buffer")
                .isEqualTo(SHARE);
        assertThat(callsBeforeOthers(lines, stream -> stream.readExactly(3)))
                .as("readExactly")
                .isEqualTo(SHARE);
        assertThat(callsBeforeOthers(lines, Stream::readLine)).as("readLine").isEqualTo(SHARE);
        assertThat(callsBeforeOthers(lines, stream -> stream.readUntil(bytes("7"), bytes("3"))))
                .as("readUntil")
                .isEqualTo(SHARE);
        assertThat(callsBeforeOthers("", stream -> {
                    stream.write(bytes("x"));
                    stream.drain();
                }))
                .as("drain")
                .isEqualTo(SHARE);
    }

    @Test
    void drainGoesOnAtOnceWhileThePeerReads() {
        talk((reader, writer) -> reader.read(), stream -> {
            Task<?> other = createTask(() -> trail.add("other"));
            stream.write(bytes("hello"));
            stream.drain();
            trail.add("drained");
            await(other);
        });
        trail.assertIs("drained", "other");
    }

    /** One connection that never runs dry, a hundred that say something at times, and a timer. */
    @Test
    void aChattyConnectionKeepsNobodyWaiting() {
        int quiet = 100;
        boolean[] enough = {false};
        run(() -> {
            try (Server server = startServer(
                            (reader, writer) -> {
                                for (byte[] line = reader.readLine(); line.length > 0; line = reader.readLine()) {
                                    writer.write(line);
                                    writer.drain();
                                }
                                writer.close();
                            },
                            HOST,
                            0);
                    Stream chatty = openConnection(HOST, server.port())) {
                Task<?> feeds = createTask(() -> {
                    while (!enough[0]) {
                        chatty.write(bytes("chat\n".repeat(1000)));
                        chatty.drain();
                    }
                    chatty.writeEof();
                });
                Task<?> eats = createTask(() -> {
                    while (chatty.read(4096).length > 0) {}
                });
                Task<?> timer = createTask(() -> yieldTimes(1000));
                List<Task<?>> talks = new ArrayList<>();
                for (int i = 0; i < quiet; i++) {
                    talks.add(createTask(() -> {
                        try (Stream stream = openConnection(HOST, server.port())) {
                            for (int k = 0; k < 3; k++) {
                                stream.write(bytes("quiet\n"));
                                assertThat(text(stream.readLine())).isEqualTo("quiet\n");
                                sleepMs(1);
                            }
                        }
                    }));
                }
                for (Task<?> talk : talks) {
                    await(talk);
                }
                await(timer);
                enough[0] = true;
                await(feeds);
                await(eats);
            }
        });
    }
}
