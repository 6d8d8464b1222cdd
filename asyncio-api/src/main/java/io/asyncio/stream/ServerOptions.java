package io.asyncio.stream;

import java.time.Duration;
import java.util.Locale;

/** How {@code startServer} listens. Begin with {@link #defaults()}. */
public final class ServerOptions extends StreamOptions<ServerOptions> {
    private static final ServerOptions DEFAULTS = new ServerOptions();

    int backlog = 100;
    boolean reuseAddress = true;
    boolean reusePort;
    int maxConnections; // 0: any number
    long idleMillis; // 0: no limit

    private ServerOptions() {}

    /** No TLS, a backlog of 100. */
    public static ServerOptions defaults() {
        return DEFAULTS;
    }

    /**
     * The most connections at a time; no limit unless set. At the limit the server stops accepting: further connections
     * wait in the backlog, and are accepted in order as others close. A connection counts from its acceptance, and so
     * during its TLS handshake, until one side has closed it. It no longer counts then, even if its handler goes on. On
     * the loops of a group it is one number for all. {@link io.asyncio.LoopObserver#serverFull} is told whenever the
     * limit is reached. Python has no counterpart.
     */
    public ServerOptions withMaxConnections(int connections) {
        if (connections <= 0) {
            throw new IllegalArgumentException("the most connections at a time must be > 0, got " + connections);
        }
        return with(copy -> copy.maxConnections = connections);
    }

    /**
     * Closes a connection at once when no byte has come or gone for {@code timeout}: reads, writes and {@code drain()}
     * of its handler then raise an {@link java.io.IOException} that says so. Bytes count when this side takes them from
     * the system or gives them to it, those of TLS, too. Hence a peer that does not take what it is sent is idle, and
     * so is a peer whose bytes no task reads, once {@link #withLimit} makes it wait. What the handler does meanwhile
     * does not count: a handler that awaits something else for longer, such as the next event to push to the peer, has
     * to send something now and then, or needs a longer timeout. The handler is not cancelled. If it fails because of
     * the closed connection, that is no error of the server's, and is reported in debug mode only; {@link
     * io.asyncio.LoopObserver#connectionIdle} is told. No limit unless set; in real time also on a loop in virtual
     * time. Python has none.
     */
    public ServerOptions withIdleTimeout(Duration timeout) {
        requirePositive(timeout, "an idle timeout");
        int millis = millis(timeout);
        return with(copy -> copy.idleMillis = millis);
    }

    /** How many connections may wait to be accepted; 100 unless set. */
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
     * SO_REUSEPORT: whether other sockets that set it, too, may listen on the same port; the system deals the
     * connections out. False unless set. Like {@code reuse_port} of Python's {@code loop.create_server}.
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
