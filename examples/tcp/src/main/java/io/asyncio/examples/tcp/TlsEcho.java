package io.asyncio.examples.tcp;

import io.asyncio.Asyncio;
import io.asyncio.stream.Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * {@link EchoServer} over TLS. The JDK makes the key:
 *
 * <p>{@code keytool -genkeypair -keyalg EC -alias echo -dname CN=localhost -storepass changeit -keystore /tmp/echo.p12}
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/tcp -am -Dexample=TlsEcho -Darguments="/tmp/echo.p12 changeit"}, then
 * {@code openssl s_client -connect localhost:7002}
 */
public final class TlsEcho {
    private TlsEcho() {}

    /** The arguments are the key store, its password, and the port. */
    public static void main(String... arguments) throws Exception {
        SSLContext ssl = contextOf(Path.of(arguments[0]), arguments[1].toCharArray());
        int port = arguments.length < 3 ? 7002 : Integer.parseInt(arguments[2]);
        Asyncio.run(() -> {
            Server server = Asyncio.startServer(EchoServer::echo, null, port, ssl);
            System.out.println("listening on port " + server.port());
            server.serveForever();
        });
    }

    static SSLContext contextOf(Path file, char[] password) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, password);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
