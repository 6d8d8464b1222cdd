package io.asyncio.seeing;

import io.asyncio.Loop;

/** What watches one loop: its observers while it is in debug mode, and the watchdog. */
final class DebugReports {
    private final Loop loop;
    private final SlowSteps slowSteps;
    private final HeldLocks heldLocks;
    private boolean observing;

    DebugReports(Loop loop) {
        this.loop = loop;
        this.slowSteps = new SlowSteps(loop);
        this.heldLocks = new HeldLocks(loop);
    }

    /** Does what the loop is now set to. */
    void adjust() {
        slowSteps.adjust();
        observe(loop.getDebug());
    }

    void close() {
        slowSteps.close();
        observe(false);
    }

    private void observe(boolean enable) {
        if (observing != enable) {
            observing = enable;
            if (enable) {
                loop.addObserver(slowSteps);
                loop.addObserver(heldLocks);
            } else {
                loop.removeObserver(slowSteps);
                loop.removeObserver(heldLocks);
            }
        }
    }
}
