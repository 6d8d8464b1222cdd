package io.asyncio.stream;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How {@code openConnection} connects; {@link #defaults()} is a start. */
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

    /** The time after which the host's next address is tried, too, unless one has answered; 250 ms unless set. */
    public ConnectOptions withHappyEyeballsDelay(Duration delay) {
        requirePositive(delay, "a delay");
        return with(copy -> copy.happyEyeballsDelay = delay);
    }

    /** The own side's address. */
    public ConnectOptions withLocalAddress(InetSocketAddress address) {
        Objects.requireNonNull(address, "address");
        return with(copy -> copy.localAddress = address);
    }
}
