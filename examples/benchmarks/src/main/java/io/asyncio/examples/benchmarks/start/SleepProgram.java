package io.asyncio.examples.benchmarks.start;

import io.asyncio.Asyncio;

/** Sleeps a millisecond in a task. */
final class SleepProgram {
    private SleepProgram() {}

    public static void main(String... arguments) {
        Asyncio.run(() -> Asyncio.sleepMs(1));
    }
}
