package io.asyncio;

import java.util.List;

/** What happens on a loop that closes, while the closing thread holds it. */
final class LoopClosing implements Runnable {
    private final Loop loop;

    LoopClosing(Loop loop) {
        this.loop = loop;
    }

    @Override
    public void run() {
        if (loop.getDebug()) {
            loop.tasks.snapshot().forEach(this::reportPending);
        }
        for (List<Task<?>> left = loop.tasks.snapshot(); !left.isEmpty(); left = loop.tasks.snapshot()) {
            left.forEach(this::end);
        }
        loop.scheduler().dispose();
        loop.core.turns.abandonAll();
        runHooks(loop);
    }

    private void end(Task<?> task) {
        if (task.done()) { // by now, or long since, if its end was cut off where the stack was full
            loop.tasks.remove(task);
        } else {
            task.run.unwind();
        }
    }

    static void runHooks(Loop ending) {
        for (Runnable hook : ending.takeCloseHooks()) {
            try {
                hook.run();
            } catch (Throwable e) {
                ErrorLog.tell("Unhandled error while the event loop closed", null, e);
            }
        }
    }

    private void reportPending(Task<?> task) {
        String message = "Event loop closed while a task was pending: " + task.run;
        loop.callExceptionHandler(new ExceptionContext(message, null, task));
    }
}
