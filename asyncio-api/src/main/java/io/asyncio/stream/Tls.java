package io.asyncio.stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** TLS engines as the options have them. */
final class Tls {
    private Tls() {}

    static SSLEngine engine(
            SSLContext context, StreamOptions<?> options, boolean isServer, @Nullable String serverName) {
        SSLEngine engine = serverName == null ? context.createSSLEngine() : context.createSSLEngine(serverName, -1);
        engine.setUseClientMode(!isServer);
        if (options.sslParameters != null) {
            engine.setSSLParameters(options.sslParameters);
        }
        if (options instanceof ConnectOptions client && client.verifiesHostname) {
            requireName(engine, serverName);
        }
        return engine;
    }

    private static void requireName(SSLEngine engine, @Nullable String serverName) {
        if (serverName == null) {
            throw new IllegalArgumentException("TLS needs a server name to verify: pass one,"
                    + " or ConnectOptions.withHostnameVerification(false)");
        }
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
    }
}
