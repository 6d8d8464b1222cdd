package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.stream.IncompleteReadException;
import io.asyncio.stream.LimitOverrunException;
import io.asyncio.stream.StreamReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Reads a stream in random ways, some of them cancelled or timed out, and compares each answer with what is expected. */
final class RandomReader {
    static final List<byte[]> SEPARATORS = Stream.of("\n", ";", "\r\n", "aba", "cdefgh")
            .map(SocketTestBase::bytes)
            .toList();
    private static final int READS_AT_THE_END = 5;
    private static final int MANY = 100_000;

    private final Random random;
    private final StreamReader reader;
    private final ExpectedBytes expected;
    private final TransferSink sink;
    private final boolean bySeparators; // mostly
    private Task<?> task;
    private boolean waits; // in no other task, and for as long as it takes
    private boolean stopped;

    RandomReader(Random random, StreamReader reader, ExpectedBytes expected, TransferSink sink) {
        this.random = random;
        this.reader = reader;
        this.expected = expected;
        this.sink = sink;
        this.bySeparators = random.nextInt(3) == 0;
    }

    /** In a task, until the end was read several times or {@link #stop} was called. */
    void readToEnd() throws Exception {
        task = Asyncio.currentTask();
        for (int readsAtTheEnd = 0; readsAtTheEnd < READS_AT_THE_END && !stopped; ) {
            next();
            if (expected.endIsKnown() && expected.left() == 0) {
                readsAtTheEnd++;
            }
        }
        assertThat(reader.atEof()).isEqualTo(!stopped);
    }

    /** Soon; what has been read by then was compared. */
    void stop() {
        stopped = true;
        if (waits) {
            task.cancel();
        }
    }

    boolean isStopped() {
        return stopped;
    }

    private void next() throws Exception {
        switch (bySeparators && random.nextInt(5) > 0 ? 7 : random.nextInt(8)) {
            case 0 -> expectRest();
            case 1 -> expectSome();
            case 2 -> expectSomeInto();
            case 3 -> expectExactly();
            case 4 -> expectLine();
            case 5 -> expectMoved();
            default -> expectUntil();
        }
    }

    private interface Read<T> {
        T call() throws Exception;
    }

    /** Null if it was cut short. */
    private <T> T perhapsCutShort(Read<T> read) throws Exception {
        try {
            return switch (random.nextInt(5)) {
                case 0 -> cancelled(read, random.nextInt(6));
                case 1 -> Asyncio.waitForMs(read::call, random.nextInt(3));
                default -> waited(read);
            };
        } catch (CancelledError | TimeoutException cutShort) {
            return null;
        }
    }

    private <T> T waited(Read<T> read) throws Exception {
        waits = true;
        try {
            return read.call();
        } finally {
            waits = false;
        }
    }

    private <T> T cancelled(Read<T> read, int turns) throws Exception {
        Task<Outcome<T>> reading = createTask(() -> outcomeOf(read));
        try {
            LoopTestBase.yieldTimes(turns);
            if (random.nextInt(4) == 0) {
                sleepMs(1);
            }
        } finally {
            reading.cancel();
        }
        return Asyncio.await(reading).get();
    }

    /** What it has read is not lost, if it ends in the turn of its cancel. */
    private static <T> Outcome<T> outcomeOf(Read<T> read) {
        try {
            return new Outcome.Success<>(read.call());
        } catch (Exception e) {
            return new Outcome.Failure<>(e);
        }
    }

    private int count() {
        int most = random.nextInt(10) == 0 ? MANY : random.nextInt(3) == 0 ? 3_000 : 20;
        return random.nextInt(most);
    }

    private void expectRest() throws Exception {
        if (random.nextInt(8) > 0) {
            return; // seldom
        }
        boolean bySize = random.nextBoolean();
        byte[] got = perhapsCutShort(() -> bySize ? reader.read(-1) : reader.read());
        if (got != null) {
            expected.rest(got);
        }
    }

    private void expectSome() throws Exception {
        int max = count();
        byte[] got = perhapsCutShort(() -> reader.read(max));
        if (got != null) {
            expected.some(got, max);
        }
    }

    private void expectSomeInto() throws Exception {
        boolean intoArray = random.nextBoolean();
        ByteBuffer target = random.nextBoolean() ? ByteBuffer.allocate(count()) : ByteBuffer.allocateDirect(count());
        byte[] array = new byte[target.capacity()];
        Integer count = perhapsCutShort(() -> intoArray ? reader.readInto(array) : reader.readInto(target));
        if (count == null) {
            assertThat(target.position()).isZero();
            return;
        }
        if (!intoArray) {
            assertThat(target.position()).isEqualTo(count);
            target.flip().get(array, 0, count);
        }
        expected.some(Arrays.copyOf(array, count), array.length);
    }

    private void expectExactly() throws Exception {
        int count = count();
        try {
            byte[] got = perhapsCutShort(() -> reader.readExactly(count));
            if (got != null) {
                expected.exactly(got, count, false);
            }
        } catch (IncompleteReadException e) {
            assertThat(e.expected()).isEqualTo(count);
            expected.exactly(e.partial(), count, true);
        }
    }

    private void expectLine() throws Exception {
        byte[] lineFeed = SEPARATORS.get(0);
        try {
            byte[] got = perhapsCutShort(reader::readLine);
            if (got != null) {
                expected.until(got, got.length == 0 || got[got.length - 1] != '\n', lineFeed);
            }
        } catch (LimitOverrunException e) {
            expected.until(null, false, lineFeed);
        }
    }

    private void expectUntil() throws Exception {
        byte[][] separators = random.ints(1 + random.nextInt(3), 0, SEPARATORS.size())
                .mapToObj(SEPARATORS::get)
                .toArray(byte[][]::new);
        try {
            byte[] got = perhapsCutShort(() -> reader.readUntil(separators));
            if (got != null) {
                expected.until(got, false, separators);
            }
        } catch (IncompleteReadException e) {
            expected.until(e.partial(), true, separators);
        } catch (LimitOverrunException e) {
            assertThat(e.consumed()).isPositive();
            expected.until(null, false, separators);
        }
    }

    /** What was not moved to the sink stays. */
    private void expectMoved() throws Exception {
        long most = random.nextInt(4) == 0 ? Long.MAX_VALUE : count();
        int before = expected.position();
        Long moved = null;
        try {
            moved = perhapsCutShort(() -> reader.transferTo(sink.target(), most));
        } finally {
            expected.moved(sink.takeMoved(), moved != null && moved < most);
        }
        assertThat(moved).isIn(null, (long) expected.position() - before);
    }
}
