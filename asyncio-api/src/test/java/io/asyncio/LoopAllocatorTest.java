package io.asyncio;

import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.startServer;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a loop's buffers are made of outlives the loop, until the collector comes: the next loop takes it. */
class LoopAllocatorTest {
    private static final int BYTES = 50_000;

    @Test
    void aLoopTakesTheMemoryOfOneThatIsClosed() {
        ByteBufAllocator first = allocatorOfALoop();
        assertThat(allocatorOfALoop()).isSameAs(first);
    }

    @Test
    void loopsAtTheSameTimeShareNone() {
        try (Loop loop = Loop.create().start()) {
            exchange(loop);
            assertThat(allocatorOfALoop()).isNotSameAs(loop.sockets.allocator());
        }
    }

    private static ByteBufAllocator allocatorOfALoop() {
        try (Loop loop = Loop.create().start()) {
            exchange(loop);
            return loop.sockets.allocator();
        }
    }

    private static void exchange(Loop loop) {
        loop.createTask(LoopAllocatorTest::echo).toCompletableFuture().join();
    }

    private static void echo() throws IOException {
        try (Server server = startServer((reader, writer) -> writer.write(reader.readExactly(BYTES)), "127.0.0.1", 0);
                Stream stream = openConnection("127.0.0.1", server.port())) {
            stream.write(new byte[BYTES]);
            assertThat(stream.readExactly(BYTES)).hasSize(BYTES);
        }
    }
}
