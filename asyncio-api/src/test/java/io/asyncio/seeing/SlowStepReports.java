package io.asyncio.seeing;

import java.util.function.Consumer;

/** What a test needs to know of slow steps. */
public final class SlowStepReports {
    private SlowStepReports() {}

    /** Has {@code log} told of the slow steps of all loops, until what this gives back is run. */
    public static Runnable logTo(Consumer<String> log) {
        Consumer<String> before = SlowSteps.log;
        SlowSteps.log = log;
        return () -> SlowSteps.log = before;
    }

    public static long limitOfProperty() {
        return Watchdog.limitOfProperty();
    }
}
