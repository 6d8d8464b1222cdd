package io.asyncio.stream;

import java.util.Locale;

/** How {@code startServer} listens; {@link #defaults()} is a start. */
public final class ServerOptions extends StreamOptions<ServerOptions> {
    private static final ServerOptions DEFAULTS = new ServerOptions();

    int backlog = 100;
    boolean reuseAddress = true;
    boolean reusePort;

    private ServerOptions() {}

    /** No TLS, a backlog of 100. */
    public static ServerOptions defaults() {
        return DEFAULTS;
    }

    /** How many connections may wait to be accepted. */
    public ServerOptions withBacklog(int connections) {
        if (connections <= 0) {
            throw new IllegalArgumentException("a backlog must be > 0, got " + connections);
        }
        return with(copy -> copy.backlog = connections);
    }

    /** SO_REUSEADDR: whether a port that was in use a moment ago may be taken; true unless set. */
    public ServerOptions withReuseAddress(boolean enabled) {
        return with(copy -> copy.reuseAddress = enabled);
    }

    /**
     * SO_REUSEPORT: whether others that ask for the same may listen on the same port; the system deals the connections out.
     * False unless set. Like {@code reuse_port} of Python's {@code loop.create_server}.
     *
     * @throws UnsupportedOperationException if the system has none
     */
    public ServerOptions withReusePort(boolean enabled) {
        if (enabled && !Transport.PREFERRED.canReusePort()) {
            throw new UnsupportedOperationException("This system has no SO_REUSEPORT for "
                    + Transport.PREFERRED.name().toLowerCase(Locale.ROOT)
                    + ": let one server accept the connections");
        }
        return with(copy -> copy.reusePort = enabled);
    }
}
