package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.run;
import static io.asyncio.Asyncio.sleepMs;

/** A program that says nothing itself: a task of it fails, which nobody awaits, and then, with an argument, main does. */
final class LogProgram {
    private LogProgram() {}

    public static void main(String[] args) {
        run(() -> {
            createTask("lost", () -> {
                throw new IllegalStateException("nobody awaits this");
            });
            sleepMs(1);
        });
        if (args.length > 0) {
            run(() -> await(createTask("failing", LogProgram::fail)));
        }
    }

    private static void fail() {
        throw new IllegalStateException("awaited");
    }
}
