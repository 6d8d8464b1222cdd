package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createSubprocessExec;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.openUnixConnection;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.startServer;
import static io.asyncio.Asyncio.startUnixServer;
import static io.asyncio.subprocess.Redirect.PIPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import io.asyncio.subprocess.Process;
import io.asyncio.subprocess.ProcessOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code sendFile}: on all kinds of streams, also when the file, the peer or the task is not there to the end. */
class StreamFileTest extends SocketTestBase {
    private static final int PIECE = 1 << 20; // as the system is given it
    private static final int SIZE = 3 * PIECE + 1234;
    private static final int MORE_THAN_SOCKETS_TAKE = 64 << 20;
    private static final int TURNS = 20;
    private static final ProcessOptions PIPES =
            ProcessOptions.defaults().withStdin(PIPE).withStdout(PIPE);

    private final byte[] content = new byte[SIZE];
    private final SSLContext server = TestCertificates.context(TestCertificates.valid(), null);
    private final SSLContext client = TestCertificates.context(null, TestCertificates.valid());

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void writeFile() throws IOException {
        new Random(5).nextBytes(content);
        file = Files.write(directory.resolve("file"), content);
    }

    private ConnectionHandler sending(Path path) {
        return (reader, writer) -> {
            writer.write(bytes("before "));
            trail.add(writer.sendFile(path));
            writer.write(bytes(" after"));
            writer.close();
        };
    }

    private void assertAllArrived(byte[] received) {
        assertThat(received).hasSize("before  after".length() + SIZE);
        assertThat(text(Arrays.copyOf(received, 7))).isEqualTo("before ");
        assertThat(Arrays.equals(received, 7, 7 + SIZE, content, 0, SIZE)).isTrue();
        assertThat(text(Arrays.copyOfRange(received, 7 + SIZE, received.length)))
                .isEqualTo(" after");
        trail.assertIs(String.valueOf(SIZE));
    }

    @Test
    void aFileArrivesBetweenWhatIsWrittenBeforeAndAfter() {
        talk(sending(file), stream -> assertAllArrived(stream.read()));
    }

    @Test
    void overTls() {
        run(() -> {
            try (Server listening = startServer(sending(file), HOST, 0, server);
                    Stream stream = openConnection("localhost", listening.port(), client)) {
                assertAllArrived(stream.read());
            }
        });
    }

    @Test
    void overAUnixSocket() {
        Path path = directory.resolve("socket");
        run(() -> {
            try (Server listening = startUnixServer(sending(file), path);
                    Stream stream = openUnixConnection(path)) {
                assertAllArrived(stream.read());
            }
        });
    }

    @Test
    void onAForeignScheduler() {
        runOnForeignScheduler(() -> {
            try (Server listening = startServer(sending(file), HOST, 0);
                    Stream stream = openConnection(HOST, listening.port())) {
                assertAllArrived(stream.read());
            }
        });
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void toAProcess() {
        run(() -> {
            Process process = createSubprocessExec(List.of("cat"), PIPES);
            Task<byte[]> reading = createTask(() -> process.stdout().read());
            process.stdin().write(bytes("before "));
            trail.add(process.stdin().sendFile(file));
            process.stdin().write(bytes(" after"));
            process.stdin().close();
            assertAllArrived(await(reading));
            process.await();
        });
    }

    @Test
    void outOfAnArchive() throws IOException {
        URI archive = URI.create("jar:" + directory.resolve("archive.zip").toUri());
        try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            Files.write(zip.getPath("file"), content);
        }
        try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of())) {
            talk(sending(zip.getPath("file")), stream -> assertAllArrived(stream.read()));
        }
    }

    /** An echo of one's own. */
    private void talkToEcho(Talk client) {
        talk(
                (reader, writer) -> {
                    reader.transferTo(writer);
                    writer.close();
                },
                client);
    }

    @Test
    void partsOfAFile() {
        talkToEcho(stream -> {
            long[][] parts = {{0, 1}, {10, 100}, {PIECE - 1, 2}, {PIECE, PIECE}, {SIZE - 5, 5}, {SIZE - 5, 100}, {5, 0}
            };
            for (long[] part : parts) {
                int length = (int) Math.min(part[1], SIZE - part[0]);
                Task<byte[]> reading = createTask(() -> stream.readExactly(length));
                assertThat(stream.sendFile(file, part[0], part[1])).isEqualTo(length);
                int from = (int) part[0];
                assertThat(Arrays.equals(await(reading), Arrays.copyOfRange(content, from, from + length)))
                        .isTrue();
            }
            assertThat(stream.sendFile(file, SIZE, 1)).isZero();
            assertThat(stream.sendFile(Files.createFile(directory.resolve("empty"))))
                    .isZero();
        });
    }

    private void refused(Stream stream, Class<? extends Exception> type, String message, Path path, long... part) {
        assertThatThrownBy(() -> stream.sendFile(path, part[0], part[1]))
                .isInstanceOf(type)
                .hasMessage(message);
    }

    @Test
    void badArgumentsAreRefusedAndTheStreamGoesOn() {
        talkToEcho(stream -> {
            Path missing = directory.resolve("missing");
            refused(stream, NoSuchFileException.class, missing.toString(), missing, 0, 1);
            refused(
                    stream,
                    FileSystemException.class,
                    directory + ": sendFile() is for regular files",
                    directory,
                    0,
                    1);
            refused(
                    stream,
                    IOException.class,
                    "sendFile() cannot begin at " + (SIZE + 1) + ": " + file + " has " + SIZE + " bytes",
                    file,
                    SIZE + 1,
                    1);
            refused(
                    stream,
                    IllegalArgumentException.class,
                    "sendFile() needs an offset and a count >= 0, got -1 and 1",
                    file,
                    -1,
                    1);
            refused(
                    stream,
                    IllegalArgumentException.class,
                    "sendFile() needs an offset and a count >= 0, got 0 and -1",
                    file,
                    0,
                    -1);
            refused(stream, NullPointerException.class, "path", null, 0, 1);
            stream.write(bytes("on"));
            assertThat(text(stream.readExactly(2))).isEqualTo("on");
            stream.close();
            assertThatThrownBy(() -> stream.sendFile(file)).isInstanceOf(IOException.class);
        });
    }

    private Path large() throws IOException {
        Path large = directory.resolve("large");
        try (FileChannel channel = FileChannel.open(large, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.position(MORE_THAN_SOCKETS_TAKE - 1).write(ByteBuffer.wrap(new byte[1]));
        }
        return large;
    }

    /** Sends a large file to one who reads nothing before he is told. */
    private void talkToOneWhoWaits(boolean secure, TalkWhile client) {
        Event begun = new Event();
        Event mayRead = new Event();
        Event ended = new Event();
        long[] received = new long[1];
        ConnectionHandler waiting = (reader, writer) -> {
            received[0] += reader.read(1).length;
            begun.set();
            mayRead.await();
            byte[] into = new byte[1 << 16];
            try {
                for (int count = reader.readInto(into); count > 0; count = reader.readInto(into)) {
                    received[0] += count;
                }
            } catch (IOException broken) {
                trail.add("broken");
            } finally {
                ended.set();
            }
        };
        run(() -> {
            try (Server listening = secure ? startServer(waiting, HOST, 0, server) : startServer(waiting, HOST, 0)) {
                Stream stream = secure
                        ? openConnection("localhost", listening.port(), this.client)
                        : openConnection(HOST, listening.port());
                Path large = large();
                Task<Long> sending = createTask(() -> stream.sendFile(large));
                begun.await(); // the file is open
                assertThat(sending.done()).isFalse();
                client.with(stream, sending, mayRead, large);
                stream.close();
                mayRead.set();
                ended.await();
                trail.add(received[0]);
            }
        });
    }

    private interface TalkWhile {
        void with(Stream stream, Task<Long> sending, Event mayRead, Path file) throws Exception;
    }

    @Test
    void itWaitsForThePeerAndNobodyElseWritesMeanwhile() {
        for (boolean secure : new boolean[] {false, true}) {
            talkToOneWhoWaits(secure, (stream, sending, mayRead, large) -> {
                assertThatThrownBy(() -> stream.write(bytes("x")))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("Cannot write while a file is sent: wait until sendFile() has returned");
                assertThatThrownBy(() -> stream.sendFile(file)).isInstanceOf(IllegalStateException.class);
                mayRead.set();
                assertThat(await(sending)).isEqualTo(MORE_THAN_SOCKETS_TAKE);
                stream.write(bytes("x"));
            });
        }
        trail.assertIs(String.valueOf(MORE_THAN_SOCKETS_TAKE + 1), String.valueOf(MORE_THAN_SOCKETS_TAKE + 1));
    }

    @Test
    void aStreamThatIsClosedMeanwhileIsAnError() {
        for (boolean secure : new boolean[] {false, true}) {
            talkToOneWhoWaits(secure, (stream, sending, mayRead, large) -> {
                stream.close();
                mayRead.set();
                assertThatThrownBy(() -> await(sending)).isInstanceOf(IOException.class);
            });
        }
    }

    @Test
    void aStreamThatIsAbortedMeanwhileIsAnError() {
        for (boolean secure : new boolean[] {false, true}) {
            talkToOneWhoWaits(secure, (stream, sending, mayRead, large) -> {
                stream.abort();
                assertThatThrownBy(() -> await(sending)).isInstanceOf(IOException.class);
            });
        }
        assertNoneIsOpen("large");
    }

    @Test
    void aFileThatIsCutShortMeanwhileIsAnError() {
        for (boolean secure : new boolean[] {false, true}) {
            talkToOneWhoWaits(secure, (stream, sending, mayRead, large) -> {
                try (FileChannel channel = FileChannel.open(large, StandardOpenOption.WRITE)) {
                    channel.truncate(1000);
                }
                mayRead.set();
                assertThatThrownBy(() -> await(sending))
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith(large + " was cut short while it was sent");
            });
        }
    }

    /** What is on its way arrives, then what is written next. */
    @Test
    void aCancelInAnyTurnEndsWithAPieceAndClosesTheFile() {
        for (boolean secure : new boolean[] {false, true}) {
            for (int turn = 0; turn <= TURNS; turn++) {
                cancelInTurn(turn, secure);
            }
        }
        assertThat(trail.steps()).contains("cancelled");
        assertNoneIsOpen("file");
    }

    private void cancelInTurn(int turn, boolean secure) {
        ConnectionHandler sending = (reader, writer) -> {
            Task<?> task = createTask(() -> writer.sendFile(file));
            yieldTimes(turn);
            task.cancel();
            try {
                await(task);
            } catch (CancelledError e) {
                trail.add("cancelled");
            }
            writer.write(bytes(" after"));
            writer.close();
        };
        run(() -> {
            try (Server listening = secure ? startServer(sending, HOST, 0, server) : startServer(sending, HOST, 0);
                    Stream stream = secure
                            ? openConnection("localhost", listening.port(), client)
                            : openConnection(HOST, listening.port())) {
                byte[] received = stream.read();
                int ofFile = received.length - " after".length();
                assertThat(text(Arrays.copyOfRange(received, ofFile, received.length)))
                        .as("cancel in turn %s", turn)
                        .isEqualTo(" after");
                assertThat(Arrays.equals(received, 0, ofFile, content, 0, ofFile))
                        .isTrue();
            }
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theFileIsClosedWhenItIsSent() {
        ConnectionHandler looking = (reader, writer) -> {
            writer.sendFile(file);
            trail.add(openFiles(Path.of("/proc/self/fd")).contains(file.toString()));
            writer.close();
        };
        talk(looking, Stream::read);
        trail.assertIs("false");
    }

    /** On Linux: the system tells which files this JVM has open. */
    private void assertNoneIsOpen(String name) {
        Path open = Path.of("/proc/self/fd");
        if (Files.exists(open)) {
            run(() -> {
                while (openFiles(open).contains(directory.resolve(name).toString())) {
                    sleepMs(1);
                }
            });
        }
    }

    private static String openFiles(Path open) throws IOException {
        try (java.util.stream.Stream<Path> files = Files.list(open)) {
            return files.map(StreamFileTest::target).collect(Collectors.joining("\n"));
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
