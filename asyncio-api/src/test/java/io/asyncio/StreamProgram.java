package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gatherReturnExceptions;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.FaultProxy.Fault;
import io.asyncio.stream.ConnectOptions;
import io.asyncio.stream.Server;
import io.asyncio.stream.ServerOptions;
import io.asyncio.stream.Stream;
import io.asyncio.stream.StreamReader;
import io.asyncio.stream.StreamWriter;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One connection, over which one end sends bytes to the other: all that happens is drawn from a seed. */
final class StreamProgram {
    private static final double PATIENCE = 20;
    private static final int[] LIMITS = {3, 8, 100, 2_000, 64 * 1024};
    /** Separators, and what begins like one. */
    private static final List<byte[]> WORDS = java.util.stream.Stream.of(
                    "aba", "ab", "a", "b", "cdefgh", " ", ";", "\r\n", "\r", "\n")
            .map(SocketTestBase::bytes)
            .toList();

    private static final byte[] GREETING = {'!'};

    /** How the writer ends its side. */
    private enum Ending {
        CLOSE,
        WRITE_EOF,
        ABORT
    }

    private final SocketKind kind;
    private final Random random;
    private final boolean clientReads;
    private final Ending ending;
    private final Fault fault;
    private final byte[] bytes;
    private final int faultAt;
    private final int limit;
    private final ExpectedBytes expected;
    private final Random reading;
    private final Random writing;
    private @Nullable RandomReader randomReader;
    private @Nullable Outcome<?> read;
    private @Nullable Outcome<?> written;
    private boolean handlerBegan;
    private boolean broken; // the connection, by the fault
    private final Event handlerEnded = new Event();

    StreamProgram(SocketKind kind, long seed) {
        this.kind = kind;
        random = new Random(seed * 31 + kind.name().hashCode());
        clientReads = random.nextBoolean();
        ending = kind.isSecure() || random.nextInt(3) == 0 ? Ending.CLOSE : draw(Ending.values());
        fault = draw(random.nextBoolean() ? Fault.values() : new Fault[] {Fault.NONE});
        bytes = randomBytes();
        faultAt = 1 + random.nextInt(bytes.length + (kind.isSecure() ? 4_000 : 1));
        limit = LIMITS[random.nextInt(LIMITS.length)];
        expected = isEndKnown()
                ? ExpectedBytes.upTo(fault == Fault.NONE ? bytes.length : lastPassed(), bytes, limit)
                : ExpectedBytes.someOf(bytes, limit);
        reading = new Random(random.nextLong());
        writing = new Random(random.nextLong());
    }

    private <E> E draw(E[] values) {
        return values[random.nextInt(values.length)];
    }

    private boolean isEndKnown() {
        return ending != Ending.ABORT && (fault == Fault.NONE || (fault == Fault.HALF_CLOSE && !kind.isSecure()));
    }

    private int lastPassed() {
        return Math.min(faultAt, bytes.length);
    }

    private byte[] randomBytes() {
        byte[] drawn = new byte[random.nextInt(random.nextInt(6) == 0 ? 300_000 : 5_000)];
        for (int i = 0; i < drawn.length; ) {
            byte[] word = WORDS.get(random.nextInt(WORDS.size()));
            int count = Math.min(word.length, drawn.length - i);
            System.arraycopy(word, 0, drawn, i, count);
            i += count;
        }
        return drawn;
    }

    /** In a task; fails also if something does not end. */
    void run(TransferSink sink) throws Exception {
        try {
            Asyncio.waitFor(() -> connectAndTalk(sink), PATIENCE);
        } catch (TimeoutException hangs) {
            throw new AssertionError("hangs:\n" + Asyncio.getRunningLoop().dump(), hangs);
        }
        check();
    }

    private void connectAndTalk(TransferSink sink) throws Exception {
        int low = random.nextInt(100_000);
        int high = low + random.nextInt(50_000);
        boolean direct = fault == Fault.NONE && random.nextBoolean();
        ServerOptions serverOptions = ServerOptions.defaults()
                .withLimit(limit)
                .withWaterMarks(low, high)
                .withCloseNotifyRequired(true);
        ConnectOptions options = ConnectOptions.defaults()
                .withLimit(limit)
                .withWaterMarks(low, high)
                .withCloseNotifyRequired(true);
        try (Server server = kind.listen((reader, writer) -> handle(reader, writer, sink), serverOptions);
                FaultProxy proxy = new FaultProxy(
                        server.sockets().get(0), new Random(random.nextLong()), fault, clientReads, faultAt)) {
            SocketAddress address = direct ? server.sockets().get(0) : proxy.address();
            Task<?> client = createTask(() -> connect(address, options, sink));
            if (fault == Fault.SILENCE) {
                endSilence(proxy);
            }
            await(client);
            if (fault == Fault.NONE || !kind.isSecure()) { // else the handshake may have failed
                handlerEnded.await();
            }
            broken = proxy.isBroken();
            proxy.close();
            SocketTestBase.untilNoneIsConnected(server);
            if (handlerBegan) {
                handlerEnded.await();
            }
        }
    }

    private void connect(SocketAddress address, ConnectOptions options, TransferSink sink) throws Exception {
        Stream stream;
        try {
            stream = kind.connect(address, options);
        } catch (IOException handshakeBroke) {
            assertThat(fault).isNotEqualTo(Fault.NONE);
            return;
        }
        talk(clientReads, stream, stream, sink);
    }

    private void handle(StreamReader reader, StreamWriter writer, TransferSink sink) {
        handlerBegan = true;
        try {
            talk(!clientReads, reader, writer, sink);
        } finally {
            handlerEnded.set();
        }
    }

    private void talk(boolean reads, StreamReader reader, StreamWriter writer, TransferSink sink) {
        try {
            if (reads) {
                greet(writer);
                RandomReader drawn = new RandomReader(reading, reader, expected, sink);
                randomReader = drawn;
                Outcome<?> outcome = outcomeOf(drawn::readToEnd);
                boolean complete = !drawn.isStopped() || kind.isSecure() || !outcome.isSuccess();
                read = complete ? outcome : outcomeOf(() -> readRest(reader));
            } else {
                written = outcomeOf(() -> writeAll(reader, writer));
            }
        } finally {
            writer.close();
        }
    }

    /** What TLS sends behind its handshake has come before that: who closes with it unread resets the connection. */
    private static void greet(StreamWriter writer) {
        try {
            writer.write(GREETING);
        } catch (IOException gone) {
            // as the reader will see
        }
    }

    private static Outcome<?> outcomeOf(VoidCoroutine body) {
        return gatherReturnExceptions(body).get(0);
    }

    /** What had come before the silence. */
    private void readRest(StreamReader reader) throws IOException {
        while (expected.position() < lastPassed()) {
            byte[] some = reader.read(1000);
            assertThat(some).isNotEmpty();
            expected.some(some, 1000);
        }
    }

    private void writeAll(StreamReader reader, StreamWriter writer) throws IOException {
        assertThat(reader.readExactly(1)).isEqualTo(GREETING);
        new RandomWriter(writing, writer).write(bytes);
        switch (ending) {
            case CLOSE -> writer.close();
            case WRITE_EOF -> {
                writer.writeEof();
                assertThat(reader.read()).isEmpty(); // until the reader closes
            }
            case ABORT -> ((Stream) writer).abort();
        }
    }

    /** The reader gets all that came before, and then waits. */
    private void endSilence(FaultProxy proxy) throws IOException {
        while (!proxy.isBroken() && (read == null || written == null)) {
            sleepMs(1);
        }
        sleepMs(3);
        if (read == null) {
            if (randomReader != null) {
                randomReader.stop();
            }
            while (randomReader != null && read == null) {
                sleepMs(1);
            }
            proxy.close();
        }
    }

    private void check() {
        checkWriter(failureOf(written));
        Throwable failure = failureOf(read);
        if (read == null) {
            assertThat(kind.isSecure() && fault != Fault.NONE)
                    .as("no handshake")
                    .isTrue();
        } else if (failure == null) {
            assertThat(fault == Fault.RESET && kind == SocketKind.TCP && broken)
                    .as("a reset that looks like the end")
                    .isFalse();
            assertThat(kind.isSecure() && fault != Fault.SILENCE && expected.position() < bytes.length)
                    .as("a cut that looks like the end, in spite of TLS")
                    .isFalse();
        } else if (failure instanceof IOException) {
            assertThat(isEndKnown() || (fault == Fault.SILENCE && !kind.isSecure()))
                    .as(() -> "should have been read to the end: " + failure)
                    .isFalse();
        } else if (!(failure instanceof CancelledError && fault == Fault.SILENCE)) {
            throw new AssertionError(failure);
        }
    }

    private void checkWriter(@Nullable Throwable failure) {
        if (failure != null && (fault == Fault.NONE || !(failure instanceof IOException))) {
            throw new AssertionError("the writer's: " + failure, failure);
        }
    }

    private static @Nullable Throwable failureOf(@Nullable Outcome<?> outcome) {
        return outcome instanceof Outcome.Failure<?> failure ? failure.exception() : null;
    }

    @Override
    public String toString() {
        return kind + (clientReads ? ", the client reads " : ", the server reads ") + bytes.length + " bytes, limit "
                + limit + ", then " + ending + "; " + fault + " at " + faultAt;
    }
}
