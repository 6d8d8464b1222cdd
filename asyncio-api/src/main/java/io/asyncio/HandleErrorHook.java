package io.asyncio;

import java.lang.Thread.UncaughtExceptionHandler;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The hook of {@code Schedulers.onHandleError}, which all of Reactor's schedulers tell of failed work. Reactor keeps it to
 * itself; so it is told by work that fails at once, in the calling thread.
 */
final class HandleErrorHook {
    private static final Scheduler IN_PLACE = Schedulers.fromExecutor(Runnable::run);

    private HandleErrorHook() {}

    /** Any thread. What the hook throws is thrown. */
    static void tell(Throwable error) {
        Thread thread = Thread.currentThread();
        UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
        thread.setUncaughtExceptionHandler((t, e) -> {}); // Reactor tells it as well; on a loop, its own handler counts
        try {
            IN_PLACE.schedule(() -> {
                throw Sneaky.raise(error);
            });
        } finally {
            thread.setUncaughtExceptionHandler(handler == thread.getThreadGroup() ? null : handler);
        }
    }
}
