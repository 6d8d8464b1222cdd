package io.asyncio.examples.tcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.asyncio.Asyncio;
import io.asyncio.stream.Stream;
import java.io.IOException;
import java.net.URI;

/**
 * Fetches a page, over HTTP or HTTPS.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/tcp -am -Dexample=HttpGet -Darguments=https://example.com/}
 */
public final class HttpGet {
    private HttpGet() {}

    /** The argument is the address. */
    public static void main(String... arguments) {
        System.out.println(Asyncio.<String>run(() -> get(URI.create(arguments[0]))));
    }

    static String get(URI address) throws IOException {
        boolean secure = "https".equals(address.getScheme());
        int port = address.getPort() < 0 ? (secure ? 443 : 80) : address.getPort();
        String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        try (Stream stream = Asyncio.openConnection(address.getHost(), port, secure)) {
            String request = "GET " + path + " HTTP/1.0\r\nHost: " + address.getHost() + "\r\n\r\n";
            stream.write(request.getBytes(ISO_8859_1));
            String status = new String(stream.readLine(), ISO_8859_1).strip();
            if (!status.contains(" 200 ")) {
                throw new IOException(address + " answered " + status);
            }
            stream.readUntil("\r\n\r\n".getBytes(ISO_8859_1)); // the headers
            return new String(stream.read(), UTF_8);
        }
    }
}
