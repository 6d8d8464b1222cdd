package io.asyncio;

import static io.asyncio.Asyncio.openUnixConnection;
import static io.asyncio.Asyncio.startUnixServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.stream.ConnectOptions;
import io.asyncio.stream.Server;
import io.asyncio.stream.ServerOptions;
import io.asyncio.stream.Stream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest extends SocketTestBase {
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
    void nobodyThereAndAPathInUseAreErrors() {
        Path path = directory.resolve("socket");
        run(() -> {
            ConnectOptions connect = ConnectOptions.defaults().withLimit(1);
            assertThatThrownBy(() -> openUnixConnection(path, connect)).isInstanceOf(IOException.class);
            try (Server server = startUnixServer((reader, writer) -> {}, path, ServerOptions.defaults())) {
                assertThat(server.isServing()).isTrue();
                assertThatThrownBy(() -> startUnixServer((reader, writer) -> {}, path))
                        .isInstanceOf(IOException.class);
            }
        });
    }
}
