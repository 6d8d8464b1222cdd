package io.asyncio.stream;

import io.netty.handler.ssl.SslContext;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Options that connections of clients and servers share. Immutable: each {@code with} gives a copy.
 *
 * @param <O> the options themselves
 */
public abstract sealed class StreamOptions<O extends StreamOptions<O>> implements Cloneable
        permits ConnectOptions, ServerOptions {
    private static final int DEFAULT_LIMIT = 64 * 1024;

    @Nullable
    Tls ssl;

    @Nullable
    SSLParameters sslParameters;

    Duration handshakeTimeout = Duration.ofSeconds(60);
    int limit = DEFAULT_LIMIT;
    int lowWaterMark = DEFAULT_LIMIT / 4;
    int highWaterMark = DEFAULT_LIMIT;
    boolean noDelay = true;
    boolean keepAlive;
    boolean closeNotifyRequired;

    StreamOptions() {}

    /** TLS with the JDK's default context if {@code enabled}; without otherwise. */
    public O withSsl(boolean enabled) {
        try {
            SSLContext context = enabled ? SSLContext.getDefault() : null;
            return withSsl(context);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no default TLS context: pass an SSLContext", e);
        }
    }

    /** TLS with {@code context}; null for none. */
    public O withSsl(@Nullable SSLContext context) {
        return with(copy -> copy.ssl = context == null ? null : Tls.of(context));
    }

    /**
     * TLS with Netty's {@code context}, of {@link io.netty.handler.ssl.SslContextBuilder}: OpenSSL's, if {@code
     * netty-tcnative} is on the class path. ALPN, and whether a client needs a certificate, are set in {@code context};
     * host names are verified as these options say.
     */
    public O withSsl(SslContext context) {
        return with(copy -> copy.ssl = Tls.of(context));
    }

    /**
     * TLS: protocols, ciphers, ALPN, and whether a client needs a certificate. Host names are verified all the same.
     */
    public O withSslParameters(SSLParameters parameters) {
        Objects.requireNonNull(parameters, "parameters");
        return with(copy -> copy.sslParameters = parameters);
    }

    /** How long the TLS handshake may take; 60 seconds unless set. */
    public O withHandshakeTimeout(Duration timeout) {
        requirePositive(timeout, "a handshake timeout");
        return with(copy -> copy.handshakeTimeout = timeout);
    }

    /**
     * TLS: whether it is an error that the peer ends the connection without {@code close_notify}. Somebody in between
     * may have cut off there what the peer has sent. If true, reading beyond what has come raises an {@link
     * javax.net.ssl.SSLException}. False unless set, as in Python: such an end reads as the end of the stream, as many
     * peers end so.
     */
    public O withCloseNotifyRequired(boolean required) {
        return with(copy -> copy.closeNotifyRequired = required);
    }

    /**
     * The most bytes that a line may have, without its end, and half of the bytes that are kept unread before the peer
     * has to wait; 64 KiB unless set.
     */
    public O withLimit(int bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("a limit must be > 0 bytes, got " + bytes);
        }
        return with(copy -> copy.limit = bytes);
    }

    /**
     * {@code drain()} suspends while more than {@code high} bytes wait to be sent, until there are {@code low}; 64 and
     * 16 KiB unless set.
     */
    public O withWaterMarks(int low, int high) {
        if (low < 0 || high < low) {
            throw new IllegalArgumentException(
                    "water marks must be 0 <= low <= high, got low " + low + " and high " + high);
        }
        return with(copy -> {
            copy.lowWaterMark = low;
            copy.highWaterMark = high;
        });
    }

    /** TCP_NODELAY: whether small writes leave at once; true unless set. */
    public O withNoDelay(boolean enabled) {
        return with(copy -> copy.noDelay = enabled);
    }

    /** SO_KEEPALIVE: whether the system probes a silent peer; false unless set. */
    public O withKeepAlive(boolean enabled) {
        return with(copy -> copy.keepAlive = enabled);
    }

    /** As Netty takes it, for which 0 is no limit. */
    static int millis(Duration duration) {
        boolean isLong = duration.toSeconds() >= Integer.MAX_VALUE / 1000;
        return isLong ? Integer.MAX_VALUE : (int) Math.max(1, duration.toMillis());
    }

    static void requirePositive(Duration duration, String what) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " must be > 0, got " + duration);
        }
    }

    @SuppressWarnings("unchecked") // O is this class
    final O with(Consumer<O> change) {
        try {
            O copy = (O) super.clone();
            change.accept(copy);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("is Cloneable", e);
        }
    }
}
