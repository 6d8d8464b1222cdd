package io.asyncio.seeing;

import io.asyncio.Loop;
import io.asyncio.LoopExtension;
import java.util.HashMap;
import java.util.Map;

/**
 * Has loops watched that are in debug mode, and all loops if the property {@value Watchdog#PROPERTY} says so. What they
 * report are {@link SlowSteps} and {@link HeldLocks}.
 */
public final class DebugExtension implements LoopExtension {
    private final Map<Loop, DebugReports> reports =
            new HashMap<>(); // guarded by itself; of loops that have run, and are to be watched

    /** For the service loader. */
    public DebugExtension() {}

    /** Refuses a property that is wrong. */
    @Override
    public void loopCreated(Loop loop) {
        Watchdog.limitOfProperty();
    }

    @Override
    public void loopStarted(Loop loop) {
        synchronized (reports) {
            adjust(loop);
        }
    }

    @Override
    public void debugSwitched(Loop loop, boolean enabled) {
        synchronized (reports) {
            if (loop.isRunning() || reports.containsKey(loop)) {
                adjust(loop);
            }
        }
    }

    private void adjust(Loop loop) {
        boolean isAsked = loop.getDebug() || Watchdog.limitOfProperty() != Watchdog.NO_LIMIT;
        DebugReports ofLoop = isAsked ? reports.computeIfAbsent(loop, DebugReports::new) : reports.get(loop);
        if (ofLoop != null) {
            ofLoop.adjust();
        }
        if (!isAsked) {
            reports.remove(loop);
        }
    }

    @Override
    public void loopClosed(Loop loop) {
        synchronized (reports) {
            DebugReports ofLoop = reports.remove(loop);
            if (ofLoop != null) {
                ofLoop.close();
            }
        }
    }
}
