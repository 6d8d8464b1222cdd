package io.asyncio;

import java.util.Objects;

/** A body that runs again and again at fixed times. */
final class FixedRate {
    private FixedRate() {}

    /** In the current task, until the body throws or the task is cancelled. */
    static void run(long period, VoidCoroutine body) {
        Objects.requireNonNull(body, "body");
        if (period <= 0) {
            throw new IllegalArgumentException("a period must be > 0, got " + Durations.toSeconds(period)
                    + " s: to run it again and again without a pause, write a loop with sleep(0)");
        }
        Coroutine<?> once = body.asCoroutine();
        Loop loop = TaskRun.current("every()").loop;
        long due = loop.core.host.nanoTime();
        while (true) {
            Asyncio.await(once);
            long passed = loop.core.host.nanoTime() - due;
            due = Durations.deadline(due, period * Math.max(1, periodsIn(passed, period)));
            Sleep.park(due - loop.core.host.nanoTime());
        }
    }

    /** How many have begun. */
    private static long periodsIn(long passed, long period) {
        return passed / period + (passed % period == 0 ? 0 : 1);
    }
}
