package io.asyncio;

/** A task that waits for the clock. */
final class Sleep implements Waiting, Runnable {
    private final TaskRun run;
    private final Handle timer;

    private Sleep(TaskRun run, long nanos) {
        this.run = run;
        this.timer = run.loop.addTimer(run.loop.deadlineIn(nanos), this);
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

    /** The time has come. */
    @Override
    public void run() {
        run.wake(this);
    }

    @Override
    public String toString() {
        return "sleep until " + timer.when();
    }

    @Override
    public boolean giveUp(Cancellation cancellation) {
        timer.remove();
        return true;
    }
}
