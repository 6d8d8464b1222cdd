package io.asyncio;

import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import java.io.IOException;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** {@code writeEof()} where there is nothing left to end, and writes behind it. */
class StreamEofTest extends SocketTestBase {
    private static final ConnectionHandler ANSWER_AT_THE_END = (reader, writer) -> {
        byte[] all = reader.read();
        writer.write(bytes("got "), all);
        writer.close();
    };

    private static void assertWriteFails(Stream stream) {
        assertThatThrownBy(() -> stream.write(bytes("x")))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot write: this side of the stream was closed");
        assertThatThrownBy(() -> stream.write()).as("nothing").isInstanceOf(IOException.class);
    }

    @Test
    void aSecondOneDoesNothingAndWritesBehindItFail() {
        talk(ANSWER_AT_THE_END, stream -> {
            stream.write(bytes("question"));
            stream.writeEof();
            stream.writeEof();
            assertWriteFails(stream);
            assertThat(text(stream.read())).isEqualTo("got question");
            stream.writeEof();
        });
    }

    @Test
    void afterCloseItDoesNothingAndBothSidesEnd() {
        talk(ANSWER_AT_THE_END, stream -> {
            stream.write(bytes("question"));
            stream.close();
            stream.writeEof();
            assertWriteFails(stream);
            assertThat(stream.read()).isEmpty();
            stream.waitClosed();
            stream.writeEof();
        });
    }

    @Test
    void closeAfterItEndsTheOtherSideToo() {
        talk(ANSWER_AT_THE_END, stream -> {
            stream.writeEof();
            stream.close();
            assertThat(stream.isClosing()).isTrue();
            stream.waitClosed();
        });
    }

    @Test
    void afterAbortItDoesNothing() {
        talk(ANSWER_AT_THE_END, stream -> {
            stream.abort();
            stream.writeEof();
            stream.waitClosed();
            stream.writeEof();
        });
    }

    @Test
    void onABrokenConnectionItDoesNothing() throws IOException {
        talkToOneWhoResets("before", 6, stream -> {
            assertThatThrownBy(() -> stream.read(1)).isInstanceOf(IOException.class);
            stream.writeEof();
            stream.waitClosed();
            stream.writeEof();
        });
    }

    /** As Python, which has {@code can_write_eof()} false there and raises NotImplementedError. */
    @Test
    void withTlsItIsRefusedAlsoAfterClose() {
        SSLContext server = TestCertificates.context(TestCertificates.valid(), null);
        SSLContext client = TestCertificates.context(null, TestCertificates.valid());
        run(() -> {
            try (Server answering = startServer(ANSWER_AT_THE_END, HOST, 0, server);
                    Stream stream = openConnection("localhost", answering.port(), client)) {
                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(stream::writeEof)
                            .isInstanceOf(UnsupportedOperationException.class)
                            .hasMessage("TLS knows no half of a connection: close() the stream instead");
                    stream.close();
                }
                assertWriteFails(stream);
                stream.close();
                stream.waitClosed();
            }
        });
    }
}
