package io.asyncio.stream;

/** How {@code startServer} listens; {@link #defaults()} is a start. */
public final class ServerOptions extends StreamOptions<ServerOptions> {
    private static final ServerOptions DEFAULTS = new ServerOptions();

    int backlog = 100;
    boolean reuseAddress = true;

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
}
