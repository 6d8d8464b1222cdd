package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.run;
import static io.asyncio.Asyncio.startServer;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import io.asyncio.stream.StreamReader;
import io.asyncio.stream.StreamWriter;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** A gibibyte each way, while the receiver is the slower one. */
class StreamMemoryTest {
    private static final long GIBIBYTE = 1L << 30;
    private static final long LIMIT = 64L << 20;
    private static final int BLOCK = 1 << 16;

    @Test
    void aGibibyteEachWayNeedsLittleMemory() throws IOException {
        run(() -> {
            try (Server server = startServer(StreamMemoryTest::serve, "127.0.0.1", 0);
                    Stream stream = openConnection("127.0.0.1", server.port())) {
                long before = used();
                Task<?> sending = createTask(() -> send(stream));
                receive(stream, before);
                Asyncio.await(sending);
                stream.writeEof();
                assertThat(stream.read()).isEmpty();
            }
        });
    }

    private static void serve(StreamReader reader, StreamWriter writer) throws Exception {
        long before = used();
        Task<?> sending = createTask(() -> send(writer));
        receive(reader, before);
        Asyncio.await(sending);
        writer.close();
    }

    private static void send(StreamWriter writer) throws IOException {
        byte[] block = new byte[BLOCK];
        for (long sent = 0; sent < GIBIBYTE; sent += BLOCK) {
            writer.write(block);
            writer.drain();
        }
    }

    /** Does nothing for a while now and then, and looks how much has piled up meanwhile. */
    private static void receive(StreamReader reader, long before) throws IOException {
        for (long received = 0; received < GIBIBYTE; received += BLOCK) {
            reader.readExactly(BLOCK);
            if (received % (GIBIBYTE / 8) == 0) {
                Asyncio.sleepMs(50);
                assertThat(used() - before).isLessThan(LIMIT);
            }
        }
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return runtime.totalMemory()
                - runtime.freeMemory()
                + direct
                + Math.max(0, PlatformDependent.usedDirectMemory());
    }
}
