package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import io.asyncio.reactor.LoopSchedulers;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Makes Reactor's default schedulers the loop while that runs: a timer of theirs would wait for a stopped one. */
final class DefaultSchedulersLifecycle implements SmartLifecycle {
    private final Loop loop;
    private volatile @Nullable LoopSchedulers installed;

    DefaultSchedulersLifecycle(Loop loop) {
        this.loop = loop;
    }

    @Override
    public void start() {
        installed = LoopSchedulers.install(loop);
    }

    @Override
    public boolean isRunning() {
        return installed != null;
    }

    @Override
    public void stop() {
        LoopSchedulers last = installed;
        installed = null;
        if (last != null) {
            last.close();
        }
    }

    /** After the loop has started, and before it stops. */
    @Override
    public int getPhase() {
        return LoopLifecycle.BEFORE_WEB_SERVERS + 1;
    }
}
