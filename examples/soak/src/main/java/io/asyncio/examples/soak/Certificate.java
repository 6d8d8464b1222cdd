package io.asyncio.examples.soak;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key for {@code localhost} that the JDK's keytool makes, and that is trusted. */
final class Certificate {
    private static final String PASSWORD = "password";
    private static final int SESSIONS = 100;

    private Certificate() {}

    static SSLContext newContext() throws IOException, InterruptedException, GeneralSecurityException {
        KeyStore keys = newKeys();
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        // By default 20,000, which would look like a leak for as long as they are not reached.
        context.getServerSessionContext().setSessionCacheSize(SESSIONS);
        context.getClientSessionContext().setSessionCacheSize(SESSIONS);
        return context;
    }

    private static KeyStore newKeys() throws IOException, InterruptedException, GeneralSecurityException {
        Path directory = Files.createTempDirectory("soak");
        Path file = directory.resolve("keys.p12");
        keytool(file);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Files.delete(file);
        Files.delete(directory);
        keys.setCertificateEntry("trusted", keys.getCertificate("soak"));
        return keys;
    }

    private static void keytool(Path file) throws IOException, InterruptedException {
        String program =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String arguments = "-genkeypair -keyalg EC -groupname secp256r1 -alias soak -dname CN=localhost -validity 30"
                + " -ext san=dns:localhost,ip:127.0.0.1 -storetype PKCS12 -storepass " + PASSWORD + " -keystore";
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments.split(" ", -1)));
        command.add(file.toString());
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
    }
}
