package io.asyncio.stream;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How {@code openConnection} connects. Begin with {@link #defaults()}. */
public final class ConnectOptions extends StreamOptions<ConnectOptions> {
    private static final ConnectOptions DEFAULTS = new ConnectOptions();

    @Nullable
    String serverName;

    boolean verifiesHostname = true;
    Duration connectTimeout = Duration.ofSeconds(60);
    Duration happyEyeballsDelay = Duration.ofMillis(250);

    @Nullable
    InetSocketAddress localAddress;

    private ConnectOptions() {}

    /** No TLS, 60 seconds to connect. */
    public static ConnectOptions defaults() {
        return DEFAULTS;
    }

    /** The name that the server's certificate must be for, instead of the host's. */
    public ConnectOptions withServerName(String name) {
        Objects.requireNonNull(name, "name");
        return with(copy -> copy.serverName = name);
    }

    /** Whether the server's certificate must be for its name: true unless set. */
    public ConnectOptions withHostnameVerification(boolean enabled) {
        return with(copy -> copy.verifiesHostname = enabled);
    }

    /** How long the attempt on one address may take; 60 seconds unless set. */
    public ConnectOptions withConnectTimeout(Duration timeout) {
        requirePositive(timeout, "a connect timeout");
        return with(copy -> copy.connectTimeout = timeout);
    }

    /**
     * How long to wait for the answer of one of the host's addresses before the next is tried, too; 250 ms unless set.
     */
    public ConnectOptions withHappyEyeballsDelay(Duration delay) {
        requirePositive(delay, "a delay");
        return with(copy -> copy.happyEyeballsDelay = delay);
    }

    /** The local address to connect from. */
    public ConnectOptions withLocalAddress(InetSocketAddress address) {
        Objects.requireNonNull(address, "address");
        return with(copy -> copy.localAddress = address);
    }
}
