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

    @Override
    void wake() {
        run.wake(this);
    }

    @Override
    public boolean giveUp(Cancellation cancellation) {
        cancellation.passTo(awaited);
        return false;
    }

    @Override
    public Collection<Future<?>> awaited() {
        return List.of(awaited);
    }
}
