package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import io.asyncio.view.LoopFeed;
import io.asyncio.view.LoopView;
import io.asyncio.view.ViewOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * The live view of an application: what its endpoint serves, and one on a port of its own if {@code asyncio.view.port} asks for
 * it. Stops before the web server, which would wait for those who look.
 */
final class LiveView implements SmartLifecycle {
    private final Map<String, Loop> loops;
    private final AsyncioProperties.View settings;
    private @Nullable LoopFeed feed; // guarded by this, as the next two
    private @Nullable LoopView onOwnPort;
    private boolean running;

    LiveView(Map<String, Loop> loops, Map<String, LoopGroup> groups, AsyncioProperties.View settings) {
        this.loops = named(loops, groups);
        this.settings = settings;
    }

    /** By the names of their beans; those of a group that are no beans by their own. */
    static Map<String, Loop> named(Map<String, Loop> loops, Map<String, LoopGroup> groups) {
        Map<String, Loop> all = new LinkedHashMap<>(loops);
        groups.values().stream()
                .flatMap(group -> group.loops().stream())
                .filter(loop -> !loops.containsValue(loop))
                .forEach(loop -> all.put(loop.name(), loop));
        return all;
    }

    /** Made when somebody asks. */
    synchronized LoopFeed feed() {
        if (feed == null) {
            feed = LoopFeed.of(loops, settings.mayCancel());
        }
        return feed;
    }

    /** Null if there is none. */
    synchronized @Nullable LoopView onOwnPort() {
        return onOwnPort;
    }

    @Override
    public synchronized void start() {
        running = true;
        Integer port = settings.port();
        if (port != null) {
            ViewOptions options = ViewOptions.defaults().withPort(port).withCancel(settings.mayCancel());
            try {
                onOwnPort = LoopView.start(loops, options);
            } catch (IOException e) {
                throw new UncheckedIOException("asyncio.view.port=" + port + " cannot be used", e);
            }
        }
    }

    @Override
    public synchronized void stop() {
        running = false;
        if (onOwnPort != null) {
            onOwnPort.close();
            onOwnPort = null;
        }
        if (feed != null) {
            feed.close();
            feed = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }
}
