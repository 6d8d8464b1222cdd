package io.asyncio;

import java.util.List;
import reactor.util.Logger;
import reactor.util.Loggers;

/** What happens on a loop that closes, while the closing thread holds it. */
final class LoopClosing implements Runnable {
    private static final Logger LOG = Loggers.getLogger(Loop.class);

    private final Loop loop;

    LoopClosing(Loop loop) {
        this.loop = loop;
    }

    @Override
    public void run() {
        for (List<Task<?>> left = loop.tasks.snapshot(); !left.isEmpty(); left = loop.tasks.snapshot()) {
            left.forEach(task -> task.run.unwind());
        }
        loop.scheduler().dispose();
        loop.core.turns.abandonAll();
        for (Runnable hook : loop.takeCloseHooks()) {
            try {
                hook.run();
            } catch (Throwable e) {
                LOG.error("Unhandled error while the event loop closed", e);
            }
        }
    }
}
