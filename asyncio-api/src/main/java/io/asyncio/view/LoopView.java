package io.asyncio.view;

import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A page for a browser that shows what loops do now: the tasks as a tree with their states, where each is suspended and for
 * how long; turns and the queue over time; slow steps with their stacks; sockets.
 *
 * <pre>{@code
 * try (LoopView view = LoopView.start(loop, port)) { // with 8090: http://127.0.0.1:8090/
 *     ...
 * }
 * }</pre>
 *
 * <p>It is served in daemon threads of its own, so that it answers while a loop is blocked, and says by what. The loops are
 * observed only while somebody looks: until then a view costs a thread that sleeps, and a loop nothing. It listens on the
 * loopback address, and cancels no task, unless {@link ViewOptions} say otherwise. It keeps neither a loop nor the JVM alive.
 *
 * <p>Any thread may call. Needs the JDK's module {@code jdk.httpserver}. Spring Boot serves the same page as
 * {@code /actuator/asyncio/view}. Python has {@code python -m asyncio pstree} in a terminal, and aiomonitor's page.
 */
public final class LoopView implements AutoCloseable {
    private static final String MODULE = "jdk.httpserver";

    private final LoopFeed feed;
    private final PageServer server;

    private LoopView(LoopFeed feed, PageServer server) {
        this.feed = feed;
        this.server = server;
    }

    /**
     * A view of {@code loop}, with the default options but for the port, on the loopback address.
     *
     * @param port 0 for any that is free: {@link #port()} tells which
     * @throws IOException if the port is in use
     * @throws IllegalStateException if the JVM lacks the module {@code jdk.httpserver}
     */
    public static LoopView start(Loop loop, int port) throws IOException {
        return start(loop, ViewOptions.defaults().withPort(port));
    }

    /** {@link #start(Loop, int)} with other options. */
    public static LoopView start(Loop loop, ViewOptions options) throws IOException {
        return start(List.of(Objects.requireNonNull(loop, "loop")), options);
    }

    /** {@link #start(Loop, int)} for all loops of {@code group}. */
    public static LoopView start(LoopGroup group, ViewOptions options) throws IOException {
        return start(group.loops(), options);
    }

    /** {@link #start(Loop, int)} for several loops. */
    public static LoopView start(Collection<Loop> loops, ViewOptions options) throws IOException {
        return start(LoopFeed.byName(loops), options);
    }

    /** {@link #start(Loop, int)} for several loops, which the page calls by these names. */
    public static LoopView start(Map<String, Loop> loops, ViewOptions options) throws IOException {
        Objects.requireNonNull(options, "options");
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            throw new IllegalStateException("A view of a loop needs the module " + MODULE
                    + ", which this JVM lacks: have it in the runtime image, and add --add-modules " + MODULE);
        }
        LoopFeed feed = LoopFeed.of(loops, options.mayCancel);
        return new LoopView(feed, PageServer.start(feed, options));
    }

    /** The port on which it listens. */
    public int port() {
        return server.port();
    }

    /** The page's address. */
    public URI uri() {
        return server.uri();
    }

    /** Stops to serve, and lets go of the loops, which go on. Without effect if it is closed. */
    @Override
    public void close() {
        server.close();
        feed.close();
    }

    @Override
    public String toString() {
        return "LoopView[" + uri() + "]";
    }
}
