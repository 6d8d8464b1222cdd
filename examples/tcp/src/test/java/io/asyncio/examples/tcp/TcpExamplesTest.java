package io.asyncio.examples.tcp;

import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.run;
import static io.asyncio.Asyncio.startServer;
import static io.asyncio.Asyncio.toThread;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;

class TcpExamplesTest {
    private static final String HOST = "127.0.0.1";

    @Test
    void theEchoServerEchoes() throws IOException {
        run(() -> {
            try (Server server = startServer(EchoServer::echo, HOST, 0);
                    Stream stream = openConnection(HOST, server.port())) {
                stream.write("hello\n".getBytes(UTF_8));
                assertThat(line(stream)).isEqualTo("hello");
            }
        });
    }

    @Test
    void theChatRoomTellsEverybody() throws IOException {
        run(() -> {
            try (Server server = startServer(new ChatRoom()::welcome, HOST, 0);
                    Stream ann = openConnection(HOST, server.port());
                    Stream bob = openConnection(HOST, server.port())) {
                ann.write("Ann\n".getBytes(UTF_8));
                assertThat(line(ann)).isEqualTo("Ann has come");
                bob.write("Bob\nhello\n".getBytes(UTF_8));
                assertThat(line(ann)).isEqualTo("Bob has come");
                assertThat(line(ann)).isEqualTo("Bob: hello");
                bob.close();
                assertThat(line(ann)).isEqualTo("Bob has gone");
            }
        });
    }

    @Test
    void thePortScannerFindsWhatIsOpen() throws IOException {
        run(() -> {
            try (Server server = startServer(EchoServer::echo, HOST, 0)) {
                List<Integer> ports = List.of(server.port() - 1, server.port());
                assertThat(PortScanner.openPorts(HOST, ports)).contains(server.port());
            }
        });
    }

    /** The JDK's own client, which keeps its connection. */
    @Test
    void theHttpServerServesAForeignClient() throws Exception {
        run(() -> {
            try (Server server = startServer(new HttpServer()::serve, HOST, 0)) {
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                URI address = URI.create("http://" + HOST + ":" + server.port() + "/there");
                for (int i = 1; i <= 3; i++) {
                    String body = toThread(
                            () -> client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                                    .body());
                    assertThat(body).isEqualTo("request " + i + " for /there\n");
                }
                server.closeClients();
            }
        });
    }

    @Test
    void httpGetFetchesAPageAndTellsOfOtherAnswers() throws IOException {
        run(() -> {
            try (Server server = startServer(
                    (reader, writer) -> {
                        boolean exists = new String(reader.readLine(), UTF_8).contains(" /page ");
                        reader.readUntil("\r\n\r\n".getBytes(UTF_8));
                        writer.write(("HTTP/1.0 " + (exists ? "200 OK" : "404 Not Found") + "\r\nA: b\r\n\r\nthe page")
                                .getBytes(UTF_8));
                        writer.close();
                    },
                    HOST,
                    0)) {
                URI root = URI.create("http://" + HOST + ":" + server.port());
                assertThat(HttpGet.get(root.resolve("/page"))).isEqualTo("the page");
                assertThatThrownBy(() -> HttpGet.get(root.resolve("/other")))
                        .isInstanceOf(IOException.class)
                        .hasMessageEndingWith("/other answered HTTP/1.0 404 Not Found");
            }
        });
    }

    private static String line(Stream stream) throws IOException {
        return new String(stream.readLine(), UTF_8).strip();
    }
}
