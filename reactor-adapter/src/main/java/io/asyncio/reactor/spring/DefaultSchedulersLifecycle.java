package io.asyncio.reactor.spring;

import io.asyncio.reactor.LoopSchedulers;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Makes Reactor's default schedulers the loops while these run: a timer of theirs would wait for a stopped one. */
final class DefaultSchedulersLifecycle implements SmartLifecycle {
    private final ApplicationLoops loops;
    private volatile @Nullable LoopSchedulers installed;

    DefaultSchedulersLifecycle(ApplicationLoops loops) {
        this.loops = loops;
    }

    @Override
    public void start() {
        installed = loops.installAsReactors();
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
