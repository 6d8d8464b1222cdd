package io.asyncio.stream;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Makes the TLS of a connection: by a context of the JDK's, or of Netty's. */
interface Tls {
    /** For one side of a connection; {@code serverName} is what the server has to prove, null on a server. */
    SslHandler newHandler(ByteBufAllocator allocator, boolean isServer, @Nullable String serverName);

    /** By the JDK. */
    static Tls of(SSLContext context) {
        Objects.requireNonNull(context, "context");
        return (allocator, isServer, serverName) -> {
            SSLEngine engine = serverName == null ? context.createSSLEngine() : context.createSSLEngine(serverName, -1);
            engine.setUseClientMode(!isServer);
            return new SslHandler(engine);
        };
    }

    /** By Netty: OpenSSL, if that is what the context is of. It is made for one of the sides. */
    static Tls of(SslContext context) {
        Objects.requireNonNull(context, "context");
        return (allocator, isServer, serverName) -> {
            requireSide(context, isServer);
            SslHandler handler =
                    serverName == null ? context.newHandler(allocator) : context.newHandler(allocator, serverName, -1);
            identifyBy("", handler.engine()); // only the options say whether
            return handler;
        };
    }

    private static void requireSide(SslContext context, boolean isServer) {
        if (context.isServer() != isServer) {
            throw new IllegalArgumentException(
                    isServer
                            ? "This SslContext is for clients: a server needs one of SslContextBuilder.forServer(...)"
                            : "This SslContext is for servers: a client needs one of SslContextBuilder.forClient()");
        }
    }

    /** {@link #newHandler} as {@code options} have it. */
    default SslHandler newHandler(
            ByteBufAllocator allocator, StreamOptions<?> options, boolean isServer, @Nullable String serverName) {
        boolean verifies = options instanceof ConnectOptions client && client.verifiesHostname;
        if (verifies && serverName == null) {
            throw new IllegalArgumentException("TLS needs a server name to verify: pass one,"
                    + " or ConnectOptions.withHostnameVerification(false)");
        }
        SslHandler handler = newHandler(allocator, isServer, serverName);
        try {
            handler.setHandshakeTimeoutMillis(StreamOptions.millis(options.handshakeTimeout));
            if (options.sslParameters != null) {
                handler.engine().setSSLParameters(options.sslParameters);
            }
            if (verifies) {
                identifyBy("HTTPS", handler.engine());
            }
            return handler;
        } catch (Throwable e) {
            forget(handler);
            throw e;
        }
    }

    private static void identifyBy(String algorithm, SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(algorithm);
        engine.setSSLParameters(parameters);
    }

    /** One that no channel has had, which would have released what OpenSSL keeps for it. */
    static void forget(SslHandler handler) {
        ReferenceCountUtil.release(handler.engine());
    }
}
