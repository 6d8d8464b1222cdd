package io.asyncio.reactor;

import io.asyncio.Asyncio;
import reactor.util.context.ContextView;

/** The Reactor context inside a task. */
public final class ReactorContext {
    private ReactorContext() {}

    /**
     * The context of the current task: that of the block it runs by {@link Asyncio#withReactorContext}, else its
     * subscriber's, else that of the task which created it, else an empty one.
     *
     * @throws io.asyncio.NoRunningLoopException outside of a task
     */
    public static ContextView current() {
        return Asyncio.currentTask().reactorContext();
    }
}
