package io.asyncio;

import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio.stream.ConnectOptions;
import io.asyncio.stream.LimitOverrunException;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import org.junit.jupiter.api.Test;

/** The limit counts what stands before the separator, as in Python. */
class StreamLimitTest extends SocketTestBase {
    private static final int LIMIT = 32;

    /** Runs {@code client} against a peer that sends {@code text} at once, and ends. */
    private void read(String text, Talk client) {
        run(() -> {
            try (Server server = startServer(
                            (reader, writer) -> {
                                writer.write(bytes(text));
                                writer.close();
                            },
                            HOST,
                            0);
                    Stream stream = openConnection(
                            HOST, server.port(), ConnectOptions.defaults().withLimit(LIMIT))) {
                client.with(stream);
            }
        });
    }

    private static LimitOverrunException overrun(Stream stream, String... separators) {
        byte[][] sought = new byte[separators.length][];
        for (int i = 0; i < sought.length; i++) {
            sought[i] = bytes(separators[i]);
        }
        return catchThrowableOfType(LimitOverrunException.class, () -> stream.readUntil(sought));
    }

    @Test
    void aLineOfTheLimitIsReadAndALongerOneIsNot() {
        String fits = "x".repeat(LIMIT) + "\n";
        read(fits + "y" + fits, stream -> {
            assertThat(text(stream.readLine())).isEqualTo(fits);
            assertThatThrownBy(stream::readLine)
                    .isInstanceOf(LimitOverrunException.class)
                    .hasMessage("The separator comes behind 33 bytes, limit 32:"
                            + " read them by read(n), or set a higher limit in the options");
            assertThat(text(stream.read())).as("its bytes stay").isEqualTo("y" + fits);
        });
    }

    @Test
    void theLengthOfTheSeparatorDoesNotCount() {
        String fits = "x".repeat(LIMIT);
        read(fits + "<end>" + fits + "y<end>", stream -> {
            assertThat(text(stream.readUntil(bytes("<end>")))).isEqualTo(fits + "<end>");
            assertThat(overrun(stream, "<end>").consumed()).isEqualTo(LIMIT + 1);
        });
    }

    /** The recovery that Python's documentation has: skip what was consumed, then read up to the separator. */
    @Test
    void whatWasConsumedIsReadExactlyAndTheNextLineIsLeft() {
        read("x".repeat(100) + "\nnext\n", stream -> {
            LimitOverrunException overrun = overrun(stream, "\n");
            assertThat(overrun.consumed()).isEqualTo(100);
            assertThat(text(stream.readExactly(overrun.consumed()))).isEqualTo("x".repeat(100));
            assertThat(text(stream.readLine())).isEqualTo("\n");
            assertThat(text(stream.readLine())).isEqualTo("next\n");
        });
    }

    @Test
    void withoutASeparatorWhatMayBeginOneIsNotConsumed() {
        read("x".repeat(40), stream -> {
            assertThat(overrun(stream, "\r\n")).hasMessageStartingWith("No separator in 39 bytes, limit 32");
            assertThat(overrun(stream, "\r\n").consumed()).isEqualTo(39);
            assertThat(overrun(stream, "\n", "<end>").consumed()).isEqualTo(36);
            assertThat(text(stream.read())).hasSize(40);
        });
    }

    @Test
    void ofSeveralSeparatorsTheOneThatEndsFirstCounts() {
        String line = "x".repeat(LIMIT);
        read(line + "\r\n" + line + "y\r\n", stream -> {
            assertThat(text(stream.readUntil(bytes("<end>"), bytes("\r\n")))).isEqualTo(line + "\r\n");
            assertThat(overrun(stream, "<end>", "\r\n").consumed()).isEqualTo(LIMIT + 1);
        });
    }

    /** Of two that end together the shorter one, so that less of it is left to be read. */
    @Test
    void ofTwoSeparatorsThatEndTogetherTheShorterOneCounts() {
        String line = "x".repeat(LIMIT) + "\r\n";
        for (String[] separators : new String[][] {{"\r\n", "\n"}, {"\n", "\r\n"}}) {
            read(line, stream -> assertThat(overrun(stream, separators).consumed())
                    .isEqualTo(LIMIT + 1));
        }
        read(line, stream -> assertThat(text(stream.readUntil(bytes("\r\n")))).isEqualTo(line));
    }

    @Test
    void aTailOverTheLimitIsAnErrorAndOneOfTheLimitIsRead() {
        read("x".repeat(LIMIT), stream -> assertThat(text(stream.readLine())).hasSize(LIMIT));
        read("x".repeat(LIMIT + 1), stream -> {
            assertThat(overrun(stream, "\n").consumed()).isEqualTo(LIMIT + 1);
            assertThat(text(stream.read())).hasSize(LIMIT + 1);
        });
    }
}
