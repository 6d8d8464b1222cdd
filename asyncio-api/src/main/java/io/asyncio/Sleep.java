package io.asyncio;

/** A task that waits for the clock. */
final class Sleep implements Waiting {
    private final Handle timer;

    private Sleep(TaskRun run, long nanos) {
        Loop loop = run.loop;
        this.timer = loop.addTimer(loop.deadlineIn(nanos), () -> run.wake(this));
    }

    /** Suspends the current task; for one turn if {@code nanos} is not positive. */
    static void park(long nanos) {
        TaskRun run = TaskRun.current("sleep()");
        if (nanos <= 0) {
            run.yieldNow();
        } else {
            run.park(new Sleep(run, nanos));
        }
    }

    @Override
    public boolean giveUp(Cancellation cancellation) {
        timer.cancel();
        return true;
    }
}
