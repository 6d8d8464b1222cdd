package io.asyncio;

import java.util.List;

/** The tasks that are left when main has ended. */
final class Leftovers {
    private Leftovers() {}

    /** Cancels them, runs the loop until they have ended, and reports their failures. */
    static void cancelAll(Loop loop) {
        if (loop.allTasks().isEmpty()) {
            return;
        }
        loop.runUntilComplete(() -> {
            List<Task<?>> left = loop.allTasks().stream()
                    .filter(task -> task != Asyncio.currentTask())
                    .toList();
            left.forEach(Task::cancel);
            Asyncio.gatherReturnExceptions(left);
            left.forEach(task -> report(loop, task));
        });
    }

    private static void report(Loop loop, Task<?> task) {
        Throwable failure = task.failureOrNull();
        if (failure != null && !(failure instanceof CancelledError)) {
            String message = "Unhandled exception during Asyncio.run() shutdown";
            loop.callExceptionHandler(new ExceptionContext(message, failure, task));
        }
    }
}
