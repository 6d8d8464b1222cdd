package io.asyncio.view;

import java.util.Objects;

/** How a {@link LoopView} is served. Immutable; any thread may use it. */
public final class ViewOptions {
    private static final int MAX_PORT = 65_535;
    private static final ViewOptions DEFAULT = new ViewOptions("127.0.0.1", 0, false);

    final String host;
    final int port;
    final boolean mayCancel;

    private ViewOptions(String host, int port, boolean mayCancel) {
        this.host = host;
        this.port = port;
        this.mayCancel = mayCancel;
    }

    /** On the loopback address only, on any port that is free; it only shows. */
    public static ViewOptions defaults() {
        return DEFAULT;
    }

    /**
     * The same on another port; 0 for any that is free: {@link LoopView#port()} tells which.
     *
     * @throws IllegalArgumentException if it is not between 0 and 65535
     */
    public ViewOptions withPort(int newPort) {
        if (newPort < 0 || newPort > MAX_PORT) {
            throw new IllegalArgumentException("a port must be between 0 and 65535, got " + newPort);
        }
        return new ViewOptions(host, newPort, mayCancel);
    }

    /**
     * The same on another address of this machine, {@code 0.0.0.0} for all. Whoever can reach it sees the names of tasks, lines
     * of code and addresses of peers; there is no password, and no TLS.
     */
    public ViewOptions withHost(String newHost) {
        return new ViewOptions(Objects.requireNonNull(newHost, "host"), port, mayCancel);
    }

    /** The same, and whether who looks may cancel tasks; off unless switched on. */
    public ViewOptions withCancel(boolean newMayCancel) {
        return new ViewOptions(host, port, newMayCancel);
    }
}
