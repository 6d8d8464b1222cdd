package io.asyncio.stream;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.run;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read is more than the limit allows, and the pipe or channel that has more cannot be asked for it. */
class ReadSideTest {
    private static final int LIMIT = 1;
    private static final byte[] ARRIVED = {1, 2, 3, 4};
    private static final double PATIENCE_SECONDS = 20;

    private final ReadSide side = new ReadSide(LIMIT, this::request);
    private boolean refuses;
    private int requests;

    private void request() {
        if (refuses) {
            throw new InternalError("no thread"); // an OutOfMemoryError would end JUnit
        }
        requests++;
    }

    private void arrive() {
        ByteQueue arrived = new ByteQueue();
        arrived.add(ARRIVED, 0, ARRIVED.length);
        side.received(arrived);
        side.readComplete();
    }

    @Test
    void whatWasTakenIsNotLost() throws Exception {
        run(() -> {
            arrive();
            refuses = true;
            assertThat(side.read(ARRIVED.length)).isEqualTo(ARRIVED);
        });
        assertThat(requests).isZero();
    }

    @Test
    void whoWaitsIsToldAndTheNextOneAsksAgain() throws Exception {
        run(() -> {
            arrive();
            refuses = true;
            assertThatThrownBy(() -> waitFor(() -> side.readExactly(ARRIVED.length + 1), PATIENCE_SECONDS))
                    .isInstanceOf(InternalError.class);
            refuses = false;
            Task<byte[]> reader = createTask(() -> side.readExactly(2 * ARRIVED.length));
            sleepMs(0);
            arrive();
            assertThat(waitFor(reader, PATIENCE_SECONDS)).containsExactly(1, 2, 3, 4, 1, 2, 3, 4);
        });
    }

    @Test
    void whoWaitsAlreadyIsToldWhatHasFailed() throws Exception {
        run(() -> {
            Task<byte[]> reader = createTask(() -> side.readExactly(ARRIVED.length + 1));
            sleepMs(0);
            refuses = true;
            arrive();
            assertThatThrownBy(() -> waitFor(reader, PATIENCE_SECONDS))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no thread");
        });
    }

    /** Takes one byte of four. */
    @ParameterizedTest
    @ValueSource(strings = {"read", "readInto", "readExactly", "readUntil", "transferTo"})
    void noMoreIsRequestedWhileMoreThanTheLimitIsUnread(String call) throws Exception {
        run(() -> {
            arrive();
            take(call);
            take(call);
            assertThat(requests).as("with 2 bytes unread").isZero();
            take(call);
            assertThat(requests).as("with 1 byte unread").isOne();
        });
    }

    @Test
    void aTransferOfMoreThanTheLimitRequestsNoMoreEither() throws Exception {
        List<Integer> requestsAtEachByte = new ArrayList<>();
        run(() -> {
            arrive();
            side.transferTo(byteByByte(() -> requestsAtEachByte.add(requests)), ARRIVED.length);
        });
        assertThat(requestsAtEachByte).containsExactly(0, 0, 0, 1);
    }

    private void take(String call) throws IOException {
        switch (call) {
            case "read" -> side.read(1);
            case "readInto" -> side.readInto(ByteBuffer.allocate(1));
            case "readExactly" -> side.readExactly(1);
            case "readUntil" -> side.readUntil(new byte[] {1}, new byte[] {2}, new byte[] {3});
            default -> side.transferTo(byteByByte(() -> {}), 1);
        }
    }

    private static TransferTarget byteByByte(Runnable before) {
        return new TransferTarget() {
            @Override
            public long takeFrom(ByteQueue source, long max) {
                before.run();
                source.take(1);
                return 1;
            }

            @Override
            public void drain() {}
        };
    }
}
