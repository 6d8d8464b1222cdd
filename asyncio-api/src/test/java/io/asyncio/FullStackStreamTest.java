package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.startServer;
import static io.asyncio.Asyncio.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a task does with a stream at the end of its stack happens as a whole, or not at all, and can be tried again. */
class FullStackStreamTest extends SocketTestBase {
    private static final double PATIENCE_SECONDS = 20;

    private final StackToItsEnd stack = new StackToItsEnd(100);
    private final List<Stream> streams = new ArrayList<>(); // touched on the loop
    private final List<Task<?>> reading = new ArrayList<>();
    private int next;

    @Test
    void whatIsWrittenLaterArrives() {
        byte[] first = bytes("a");
        int[] ended = {0};
        ConnectionHandler untilB = (reader, writer) -> {
            reader.readUntil(bytes("b"));
            ended[0]++;
        };
        withConnections(untilB, () -> {
            stack.tryAtItsEnd(() -> streams.get(next++).write(first));
            for (Stream stream : streams) {
                stream.write(bytes("b"));
            }
            waitFor(
                    () -> {
                        while (ended[0] < streams.size()) {
                            sleepMs(1);
                        }
                    },
                    PATIENCE_SECONDS);
        });
    }

    @Test
    void aCloseThatWasRefusedCanBeTriedAgain() {
        ConnectionHandler untilClosed = (reader, writer) -> reader.read();
        withConnections(untilClosed, () -> {
            for (Stream stream : streams) {
                reading.add(createTask(() -> stream.read(1)));
            }
            sleepMs(1);
            stack.tryAtItsEnd(() -> streams.get(next++).close());
            for (Stream stream : streams) {
                stream.close();
                waitFor(stream::waitClosed, PATIENCE_SECONDS);
            }
            for (Task<?> task : reading) {
                task.await();
            }
        });
    }

    private void withConnections(ConnectionHandler handler, VoidCoroutine body) {
        run(() -> {
            try (Server server = startServer(handler, HOST, 0)) {
                for (int i = 0; i < stack.mostTries(); i++) {
                    streams.add(openConnection(HOST, server.port()));
                }
                body.run();
                streams.forEach(Stream::abort);
            }
        });
        assertThat(stack.done()).as("done").isPositive().isLessThan(stack.tries());
    }
}
