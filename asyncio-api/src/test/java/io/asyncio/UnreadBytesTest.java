package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What arrived and is never read: its buffers are released however the connection ends, or the class fails. */
class UnreadBytesTest extends SocketTestBase {
    private static final int MUCH = 100_000;

    /** Stays open until the client goes, which is a reset if it has left bytes unread. */
    private static final ConnectionHandler SENDS = (reader, writer) -> {
        writer.write(new byte[MUCH]);
        try {
            reader.read();
        } catch (IOException reset) {
            // as said
        }
        writer.close();
    };

    @Test
    void closed() {
        talk(SENDS, stream -> {
            stream.readExactly(1);
            stream.close();
            assertThat(stream.read()).isEmpty();
            stream.waitClosed();
            assertThat(stream.read()).isEmpty();
        });
    }

    @Test
    void closedBeforeTheyArrive() {
        talk(SENDS, stream -> {
            stream.close();
            stream.waitClosed();
            assertThat(stream.read()).isEmpty();
        });
    }

    @Test
    void aborted() {
        talk(SENDS, stream -> {
            stream.readExactly(1);
            stream.abort();
            stream.waitClosed();
            assertThat(stream.read()).isEmpty();
        });
    }

    @Test
    void ofAConnectionThatIsReset() throws IOException {
        afterAReset(stream -> {});
    }

    @Test
    void ofAResetConnectionTheyCanStillBeRead() throws IOException {
        afterAReset(stream -> {
            assertThat(text(stream.readExactly(4))).isEqualTo("1234");
            byte[] into = new byte[4];
            assertThat(stream.readInto(into)).isEqualTo(4);
            assertThat(text(into)).isEqualTo("5678");
            assertThat(text(stream.read(10))).isEqualTo("9");
            assertThatThrownBy(() -> stream.read(10)).isInstanceOf(IOException.class);
        });
    }

    private void afterAReset(Talk client) throws IOException {
        talkToOneWhoResets("0123456789", 1, stream -> {
            stream.waitClosed();
            client.with(stream);
        });
    }

    @Test
    void cancelled() {
        talk(SENDS, stream -> {
            Task<byte[]> reading = createTask(() -> stream.readExactly(MUCH + 1));
            sleepMs(5); // for bytes to come; nothing depends on it
            reading.cancel();
            assertThatThrownBy(() -> Asyncio.await(reading)).isInstanceOf(CancelledError.class);
        });
    }

    @Test
    void ofALoopThatCloses() throws IOException {
        loop.runUntilComplete(UnreadBytesTest::leaveUnread);
        loop.close();
    }

    @Test
    void ofALoopOnAForeignSchedulerThatCloses() {
        runOnForeignScheduler(UnreadBytesTest::leaveUnread);
    }

    private static void leaveUnread() throws IOException {
        Server server = Asyncio.startServer(SENDS, HOST, 0);
        Stream stream = Asyncio.openConnection(HOST, server.port());
        stream.readExactly(1);
    }

    @Test
    void aPartOfAnArrayMustBeInIt() {
        talk(SENDS, stream -> {
            assertThatThrownBy(() -> stream.write(new byte[3], 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> stream.write(new byte[3], -1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
            stream.write(new byte[3], 3, 0);
        });
    }
}
