package io.asyncio;

import static io.asyncio.Asyncio.openUnixConnection;
import static io.asyncio.Asyncio.startUnixServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.stream.ConnectOptions;
import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.ServerOptions;
import io.asyncio.stream.Stream;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest extends SocketTestBase {
    private static final ConnectionHandler SAY_WHO = (reader, writer) -> {
        writer.write(bytes("the second"));
        writer.close();
    };

    @TempDir
    Path directory;

    @Test
    void aLineGoesThereAndBack() {
        Path path = directory.resolve("socket");
        run(() -> {
            try (Server server = startUnixServer(
                            (reader, writer) -> {
                                writer.write(reader.readLine());
                                writer.writeEof();
                                assertThat(reader.read()).isEmpty();
                                writer.close();
                            },
                            path);
                    Stream stream = openUnixConnection(path)) {
                assertThat(server.sockets()).containsExactly(UnixDomainSocketAddress.of(path));
                assertThat(stream.getExtraInfo("peername")).isEqualTo(UnixDomainSocketAddress.of(path));
                stream.write(bytes("over a file\n"));
                stream.writeEof();
                assertThat(text(stream.read())).isEqualTo("over a file\n");
                assertThatThrownBy(server::port)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("has no port: ask sockets()");
            }
        });
    }

    @Test
    void aLargeAnswerAfterThePeersEndArrives() {
        Path path = directory.resolve("socket");
        run(() -> {
            try (Server server = startUnixServer(LARGE_ANSWER_TO_THE_END, path);
                    Stream stream = openUnixConnection(path)) {
                endAndReadAnswer(stream);
                assertThat(server.isServing()).isTrue();
            }
        });
    }

    @Test
    void nettyHasNothingToWarnOf() {
        assertThat(logOf(this::aLargeAnswerAfterThePeersEndArrives)).isEmpty();
    }

    @Test
    void nobodyThereAndAFileInTheWayAreErrors() throws IOException {
        Path path = directory.resolve("socket");
        Path file = Files.createFile(directory.resolve("file"));
        run(() -> {
            ConnectOptions connect = ConnectOptions.defaults().withLimit(1);
            for (Path missing : List.of(path, path.resolve("below"))) {
                assertThatThrownBy(() -> openUnixConnection(missing, connect))
                        .isInstanceOf(NoSuchFileException.class)
                        .hasMessage(missing + ": no server has a socket there");
            }
            assertThatThrownBy(() -> openUnixConnection(file))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageEndingWith("Connection refused: " + file);
            assertThatThrownBy(() -> startUnixServer((reader, writer) -> {}, file, ServerOptions.defaults()))
                    .isInstanceOf(BindException.class);
            Path below = path.resolve("below");
            assertThatThrownBy(() -> startUnixServer((reader, writer) -> {}, below))
                    .isInstanceOf(BindException.class)
                    .hasMessageEndingWith("No such file or directory: " + below);
        });
        assertThat(file).exists();
    }

    @Test
    void aNamedPipeInTheWayStays() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        run(() -> assertThatThrownBy(() -> startUnixServer(SAY_WHO, pipe))
                .isInstanceOf(BindException.class)
                .hasMessage(pipe + " is in the way: it exists, and is no socket"));
        assertThat(pipe).exists();
    }

    @Test
    void aServerReplacesTheSocketThatACrashedOneLeftAndRemovesItsOwn() throws IOException {
        Path path = directory.resolve("socket");
        try (ServerSocketChannel crashed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            crashed.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).as("the JDK leaves it").exists();
        run(() -> {
            Server server = startUnixServer((reader, writer) -> writer.close(), path);
            try (Stream stream = openUnixConnection(path)) {
                assertThat(stream.read()).isEmpty();
            }
            server.close();
            server.waitClosed();
        });
        assertThat(path).doesNotExist();
    }

    @Test
    void aServerThatWasReplacedLeavesThePathToItsSuccessor() {
        Path path = directory.resolve("socket");
        run(() -> {
            Server first = startUnixServer((reader, writer) -> writer.close(), path);
            try (Server second = startUnixServer(SAY_WHO, path)) {
                first.close();
                first.waitClosed();
                assertAnswers(path);
                second.close();
                second.waitClosed();
                assertThat(path).doesNotExist();
            }
        });
    }

    @Test
    void aLoopThatClosesLeavesThePathToTheSuccessorOfItsServer() {
        Path path = directory.resolve("socket");
        VoidCoroutine startFirst = () -> startUnixServer((reader, writer) -> writer.close(), path);
        runOnForeignScheduler(startFirst);
        assertThat(path).as("its own, which it removes").doesNotExist();
        run(() -> {
            Server[] second = new Server[1];
            Asyncio.toThread(() -> runOnForeignScheduler(() -> {
                startFirst.run();
                second[0] = Asyncio.await(loop.createTask(() -> startUnixServer(SAY_WHO, path)));
            }));
            assertAnswers(path);
            second[0].close();
        });
    }

    private static void assertAnswers(Path path) throws IOException {
        try (Stream stream = openUnixConnection(path)) {
            assertThat(text(stream.read())).isEqualTo("the second");
        }
    }
}
