package io.asyncio.examples.tcp;

import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.run;
import static io.asyncio.Asyncio.startServer;
import static io.asyncio.Asyncio.toThread;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyAndFilesTest {
    private static final String HOST = "127.0.0.1";

    @TempDir
    Path directory;

    /** The client ends its side first, and is answered all the same. */
    @Test
    void theProxyPassesOnBothWaysAndTheEndOfEach() throws IOException {
        ConnectionHandler answering = (reader, writer) -> {
            byte[] question = reader.read();
            writer.write("you said ".getBytes(UTF_8), question);
            writer.close();
        };
        run(() -> {
            try (Server target = startServer(answering, HOST, 0);
                    Server proxy = startServer((in, out) -> TcpProxy.proxy(in, out, HOST, target.port()), HOST, 0);
                    Stream client = openConnection(HOST, proxy.port())) {
                client.write("hello".getBytes(UTF_8));
                client.writeEof();
                assertThat(new String(client.read(), UTF_8)).isEqualTo("you said hello");
            }
        });
    }

    @Test
    void aProxyWithoutATargetClosesItsConnections() throws IOException {
        run(() -> {
            Server gone = startServer((in, out) -> {}, HOST, 0);
            int port = gone.port();
            gone.close();
            gone.waitClosed();
            try (Server proxy = startServer((in, out) -> TcpProxy.proxy(in, out, HOST, port), HOST, 0);
                    Stream client = openConnection(HOST, proxy.port())) {
                assertThat(client.read()).isEmpty();
            }
        });
    }

    private HttpResponse<byte[]> get(HttpClient client, Server server, String path) throws Exception {
        URI address = URI.create("http://" + HOST + ":" + server.port() + path);
        return toThread(() -> client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofByteArray()));
    }

    @Test
    void theFileServerServesWhatIsInItsDirectoryOnly() throws Exception {
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        Path root = Files.createDirectories(directory.resolve("root/below"));
        Files.write(root.resolve("a file.bin"), content);
        Files.writeString(root.resolve("page.html"), "<p>");
        Files.writeString(directory.resolve("secret"), "secret");
        Files.createSymbolicLink(root.resolve("link"), directory.resolve("secret"));
        FileServer files = new FileServer(directory.resolve("root"));
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        run(() -> {
            try (Server server = startServer(files::serve, HOST, 0)) {
                for (int i = 0; i < 2; i++) {
                    assertThat(get(client, server, "/below/a%20file.bin").body())
                            .isEqualTo(content);
                    HttpResponse<byte[]> page = get(client, server, "/below/page.html?query");
                    assertThat(page.headers().firstValue("content-type")).hasValue("text/html");
                    assertThat(new String(page.body(), UTF_8)).isEqualTo("<p>");
                }
                for (String outside : new String[] {
                    "/missing",
                    "/below",
                    "/below/link",
                    "/../secret",
                    "/below/../../secret",
                    "/%2e%2e/secret",
                    "*",
                    "a:b"
                }) {
                    assertThat(answer(server, "GET " + outside + " HTTP/1.1")).isEqualTo("HTTP/1.1 404 Not Found");
                }
                assertThat(answer(server, "PUT /below/page.html HTTP/1.1"))
                        .isEqualTo("HTTP/1.1 405 Method Not Allowed");
                assertThat(answer(server, "GET /below/page.html HTTP/1.0")).isEqualTo("HTTP/1.1 200 OK");
                assertThat(answer(server, "hello")).isEqualTo("HTTP/1.1 400 Bad Request");
                server.closeClients();
            }
        });
    }

    /** Of one who asks for nothing more. */
    private static String answer(Server server, String request) throws IOException {
        try (Stream stream = openConnection(HOST, server.port())) {
            stream.write((request + "\r\nConnection: close\r\n\r\n").getBytes(UTF_8));
            return new String(stream.read(), UTF_8).lines().findFirst().orElse("");
        }
    }

    /** Pages that link to each other, to what is no page, and to one that never answers. */
    @Test
    void theCrawlerVisitsEachPageOnceAndEnds() throws IOException {
        AtomicInteger served = new AtomicInteger();
        AtomicInteger atATime = new AtomicInteger();
        ConnectionHandler pages = (reader, writer) -> {
            String path = new String(reader.readLine(), UTF_8).split(" ", 3)[1];
            served.incrementAndGet();
            assertThat(atATime.incrementAndGet()).isLessThanOrEqualTo(2);
            if (path.equals("/silent")) {
                assertThat(reader.read()).isNotEmpty(); // until the other has gone
            } else {
                String body = "<a href=\"/\"> <a class=\"x\" href=\"/one#part\"> <A HREF=\"two\"> <a href=\"/silent\">"
                        + "<a href=\"mailto:me@example.com\"> <a href=\"no address\">";
                String links = path.equals("/two") ? "<a href=\"/three\">" : body;
                writer.write(("HTTP/1.0 200 OK\r\nA: b\r\n\r\n" + links).getBytes(UTF_8));
            }
            atATime.decrementAndGet();
            writer.close();
        };
        run(() -> {
            try (Server server = startServer(pages, HOST, 0)) {
                URI root = URI.create("http://" + HOST + ":" + server.port() + "/");
                Set<URI> seen = new Crawler(100, Duration.ofSeconds(3)).crawl(root);
                assertThat(seen)
                        .containsExactlyInAnyOrder(
                                root,
                                root.resolve("one"),
                                root.resolve("two"),
                                root.resolve("three"),
                                root.resolve("silent"));
                assertThat(served).hasValue(5);
                assertThat(new Crawler(2, Duration.ofSeconds(10)).crawl(root)).hasSize(2);
            }
        });
    }
}
