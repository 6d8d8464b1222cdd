package io.asyncio;

import java.util.Collection;
import java.util.List;

/** A task that awaits a future: a cancel goes to the future, and comes back as its outcome. */
final class FutureWait extends Waiter implements Waiting {
    private final TaskRun run;
    private final Future<?> awaited;

    FutureWait(TaskRun run, Future<?> awaited) {
        this.run = run;
        this.awaited = awaited;
    }

    /**
     * Suspends the task until the future is done.
     *
     * @throws CancelledError if the task is cancelled after that, unless that ended by a cancel: this one is the first
     */
    void await() {
        awaited.addListener(this);
        try {
            run.park(this);
        } catch (CancelledError e) {
            if (!awaited.cancelled()) {
                throw e;
            }
        } finally {
            awaited.removeListener(this);
        }
    }

    @Override
    void wake() {
        run.wake(this);
    }

    /** A cancel that finds the future done is raised here: others were told of its end before this one. */
    @Override
    public boolean giveUp(Cancellation cancellation) {
        if (awaited.done()) {
            return true;
        }
        cancellation.passTo(awaited);
        return false;
    }

    @Override
    public Object on() {
        return awaited;
    }

    @Override
    public Collection<Future<?>> awaited() {
        return List.of(awaited);
    }
}
