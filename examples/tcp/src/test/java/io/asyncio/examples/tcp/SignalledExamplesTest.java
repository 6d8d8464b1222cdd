package io.asyncio.examples.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Starts them, and sends each a signal while a connection is open. */
@DisabledOnOs(OS.WINDOWS)
class SignalledExamplesTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** Ends by the signal, having closed what {@code connection} is to. */
    private static void assertEndsBySignal(Process process, Socket connection) throws Exception {
        process.toHandle().destroy();
        assertThat(connection.getInputStream().readAllBytes()).isEmpty();
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
    }

    private static int portOf(BufferedReader output) throws IOException {
        return Integer.parseInt(output.readLine().replace("listening on port ", ""));
    }

    @Test
    void aSignalEndsTheProxyAndItsConnections() throws Exception {
        try (ServerSocket target = new ServerSocket(0, 1, LOOPBACK)) {
            Process proxy = ExampleProcess.start(
                    TcpProxy.class, "0", LOOPBACK.getHostAddress(), String.valueOf(target.getLocalPort()));
            try (BufferedReader output = proxy.inputReader();
                    Socket client = new Socket(LOOPBACK, portOf(output));
                    Socket server = target.accept()) {
                client.getOutputStream().write("hello".getBytes(UTF_8));
                assertThat(server.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
                assertEndsBySignal(proxy, client);
                assertThat(server.getInputStream().readAllBytes()).isEmpty();
            } finally {
                proxy.destroyForcibly();
            }
        }
    }

    @Test
    void aSignalEndsTheFileServer(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("page"), "hello");
        Process files = ExampleProcess.start(FileServer.class, "0", directory.toString());
        try (BufferedReader output = files.inputReader();
                Socket client = new Socket(LOOPBACK, portOf(output))) {
            client.getOutputStream().write("GET /page HTTP/1.1\r\n\r\n".getBytes(UTF_8));
            String answer = "";
            while (!answer.endsWith("\r\n\r\nhello")) {
                answer += (char) client.getInputStream().read();
            }
            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("Content-Length: 5\r\n");
            assertEndsBySignal(files, client);
        } finally {
            files.destroyForcibly();
        }
    }

    @Test
    void aSignalEndsTheCrawlerThatWaitsForAPage() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, LOOPBACK)) {
            String address = "http://" + LOOPBACK.getHostAddress() + ":" + silent.getLocalPort() + "/";
            Process crawler = ExampleProcess.start(Crawler.class, address, "10");
            try (Socket connection = silent.accept()) {
                byte[] request = connection.getInputStream().readNBytes("GET / HTTP/1.0".length());
                assertThat(request).asString().isEqualTo("GET / HTTP/1.0");
                crawler.toHandle().destroy();
                connection.getInputStream().readAllBytes(); // its end
                assertThat(crawler.waitFor(50, TimeUnit.SECONDS)).isTrue();
                assertThat(crawler.exitValue()).isEqualTo(143);
            } finally {
                crawler.destroyForcibly();
            }
        }
    }
}
