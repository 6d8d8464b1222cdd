package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random connections: each byte is delivered once, in order, by whatever way it is read, until the connection ends or breaks,
 * and then nothing hangs and nothing is left. {@code -Dprograms=1000} has more of them; {@code -Dseed=7} repeats one, or
 * with the former begins there.
 */
@Timeout(value = 12, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // each program has its own
class StreamPropertyTest extends SocketTestBase {
    private static final long SEED = Long.getLong("seed", 1);
    private static final int PROGRAMS = Integer.getInteger("programs", System.getProperty("seed") == null ? 10 : 1);

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsReadOnceAndInOrder(SocketKind kind) throws Exception {
        run(() -> {
            try (TransferSink sink = new TransferSink()) {
                run(kind, 0, sink); // opens what stays open
                int openBefore = OpenDescriptors.list().size();
                for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
                    run(kind, seed, sink);
                }
                untilClosed(openBefore);
            }
        });
    }

    /** The proxies' threads may be about to close theirs. */
    private static void untilClosed(int openBefore) throws IOException {
        for (int i = 0; i < 10_000 && OpenDescriptors.list().size() > openBefore; i++) {
            Asyncio.sleepMs(1);
        }
        assertThat(OpenDescriptors.list()).as("sockets open").hasSizeLessThanOrEqualTo(openBefore);
    }

    private void run(SocketKind kind, long seed, TransferSink sink) {
        StreamProgram program = new StreamProgram(kind, seed);
        try {
            program.run(sink);
            assertThat(takeErrors()).isEmpty();
        } catch (Throwable e) {
            throw new AssertionError("-Dseed=" + seed + " (" + program + "): " + e, e);
        }
    }
}
