package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.startServer;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.stream.ConnectOptions;
import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.ServerOptions;
import io.asyncio.stream.Stream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** Pieces of all sizes, as small and large ones take different ways, arrive as they were written. */
class StreamPiecesTest extends SocketTestBase {
    private static final int[] SIZES = {1, 10, 2047, 2048, 2049, 4095, 4096, 4097, 20_000, 70_000};
    private static final int PIECES = 400;

    private static final ConnectionHandler ECHO = (reader, writer) -> {
        byte[] buffer = new byte[50_000];
        for (int count = reader.readInto(buffer); count > 0; count = reader.readInto(buffer)) {
            writer.write(buffer, 0, count);
            writer.drain();
        }
        writer.close();
    };

    private final byte[] sent = new byte[SIZES[SIZES.length - 1] * PIECES];
    private final Random random = new Random(7);

    StreamPiecesTest() {
        random.nextBytes(sent);
    }

    private int[] randomSizes() {
        return random.ints(PIECES, 0, SIZES.length).map(i -> SIZES[i]).toArray();
    }

    /** Draining after each {@code burst}. */
    private void write(Stream stream, int[] sizes, int burst) throws IOException {
        int end = 0;
        for (int i = 0; i < sizes.length; i++) {
            byte[] piece = Arrays.copyOfRange(sent, end, end + sizes[i]);
            stream.write(piece);
            Arrays.fill(piece, (byte) 0); // it is the writer's again
            end += sizes[i];
            if (i % burst == 0) {
                stream.drain();
            }
        }
    }

    private void readAndCompare(Stream stream, int end) throws IOException {
        byte[] buffer = new byte[3000];
        for (int begin = 0; begin < end; ) {
            int most = 1 + random.nextInt(Math.min(buffer.length, end - begin));
            byte[] read =
                    switch (random.nextInt(3)) {
                        case 0 -> stream.read(most);
                        case 1 -> stream.readExactly(most);
                        default -> Arrays.copyOf(buffer, stream.readInto(buffer));
                    };
            assertThat(read).isNotEmpty().isEqualTo(Arrays.copyOfRange(sent, begin, begin + read.length));
            begin += read.length;
        }
    }

    private void exchange(ServerOptions serverOptions, ConnectOptions options) throws Exception {
        try (Server server = startServer(ECHO, HOST, 0, serverOptions);
                Stream stream = openConnection("localhost", server.port(), options)) {
            for (int burst : new int[] {1, 3, 50}) {
                int[] sizes = randomSizes();
                Task<?> writing = createTask(() -> write(stream, sizes, burst));
                readAndCompare(stream, Arrays.stream(sizes).sum());
                Asyncio.await(writing);
            }
        }
    }

    @Test
    void plain() {
        run(() -> exchange(ServerOptions.defaults(), ConnectOptions.defaults()));
    }

    @Test
    void withTls() {
        SSLContext server = TestCertificates.context(TestCertificates.valid(), null);
        SSLContext client = TestCertificates.context(null, TestCertificates.valid());
        run(() -> exchange(
                ServerOptions.defaults().withSsl(server),
                ConnectOptions.defaults().withSsl(client)));
    }

    @Test
    void onAForeignScheduler() {
        runOnForeignScheduler(() -> exchange(ServerOptions.defaults(), ConnectOptions.defaults()));
    }

    /** What a peer does not yet read waits in the channel, small messages between large ones. */
    @Test
    void toAPeerThatReadsLate() throws IOException {
        CountDownLatch mayRead = new CountDownLatch(1);
        int[] sizes = randomSizes();
        talkToPlainSocket(
                peer -> {
                    mayRead.await();
                    int end = Arrays.stream(sizes).sum();
                    assertThat(peer.getInputStream().readNBytes(end)).isEqualTo(Arrays.copyOf(sent, end));
                },
                stream -> {
                    for (int i = 0, end = 0; i < sizes.length; end += sizes[i++]) {
                        stream.write(sent, end, sizes[i]);
                        sleepMs(0);
                    }
                    mayRead.countDown();
                    stream.drain();
                });
    }
}
