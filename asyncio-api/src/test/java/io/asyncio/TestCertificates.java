package io.asyncio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keys with certificates, each by an authority of its own, made by the JDK's keytool when first needed. Other JVMs of a build
 * find them in {@code target}, as each call of keytool takes a second.
 */
final class TestCertificates {
    private static final char[] PASSWORD = "password".toCharArray();
    private static final List<String> LONG_VALID = List.of("-validity", "3650");
    private static final Path KEPT = Path.of("target", "keys");
    private static final Map<String, KeyStore> KEYS = new ConcurrentHashMap<>();

    private TestCertificates() {}

    /** A key and its certificate for {@code localhost} and 127.0.0.1. */
    static KeyStore valid() {
        return keys("valid", "dns:localhost,ip:127.0.0.1", LONG_VALID);
    }

    static KeyStore expired() {
        return keys("expired", "dns:localhost,ip:127.0.0.1", List.of("-startdate", "-10d", "-validity", "5"));
    }

    static KeyStore forAnotherName() {
        return keys("other", "dns:other.example", LONG_VALID);
    }

    static KeyStore client() {
        return keys("client", "dns:client.example", LONG_VALID);
    }

    /** Shows {@code own}, if there is one; trusts the authority of {@code trusted}. */
    static SSLContext context(@Nullable KeyStore own, @Nullable KeyStore trusted) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(showing(own).getKeyManagers(), trusting(trusted).getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For Netty's contexts. */
    static KeyManagerFactory showing(@Nullable KeyStore own) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, own == null ? null : PASSWORD);
            return keys;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For Netty's contexts. */
    static TrustManagerFactory trusting(@Nullable KeyStore trusted) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorityOf(trusted == null ? valid() : trusted));
            return trust;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A store without keys: their certificates would be trusted, too. */
    private static KeyStore authorityOf(KeyStore keys) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("trusted", keys.getCertificate("trusted"));
        return store;
    }

    private static KeyStore keys(String name, String alternativeNames, List<String> validity) {
        return KEYS.computeIfAbsent(name, n -> generate(n, alternativeNames, validity));
    }

    private static KeyStore generate(String name, String alternativeNames, List<String> validity) {
        List<String> options = new ArrayList<>(List.of("-alias", name, "-dname", "CN=" + name));
        options.addAll(List.of("-ext", "san=" + alternativeNames, "-signer", "authority"));
        options.addAll(validity);
        try {
            Path file = KEPT.resolve(name + Integer.toHexString(options.hashCode()) + ".p12");
            if (!Files.exists(file)) {
                make(file, options);
            }
            return load(file);
        } catch (IOException | InterruptedException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another JVM may do so at the same time. */
    private static void make(Path kept, List<String> options) throws IOException, InterruptedException {
        Files.createDirectories(KEPT);
        Path file = Files.createTempDirectory(KEPT, "making").resolve("keys.p12");
        keytool(
                file,
                List.of("-alias", "authority", "-dname", "CN=authority", "-ext", "bc=ca:true", "-validity", "3650"));
        keytool(file, options);
        Files.move(file, kept, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(file.getParent());
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        Certificate authority = store.getCertificate("authority");
        store.deleteEntry("authority");
        store.setCertificateEntry("trusted", authority);
        return store;
    }

    private static void keytool(Path file, List<String> options) throws IOException, InterruptedException {
        String program =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = new ArrayList<>(List.of(program, "-genkeypair", "-keyalg", "EC"));
        command.addAll(List.of("-groupname", "secp256r1", "-storetype", "PKCS12", "-keystore", file.toString()));
        command.addAll(List.of("-storepass", "password", "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        command.addAll(options);
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
    }
}
