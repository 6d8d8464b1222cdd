package io.asyncio;

import io.asyncio.fiber.VirtualThreads;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/** Threads for calls that block: virtual ones where the JDK has them, else Reactor's elastic ones. */
final class BlockingThreads {
    private static final @Nullable ThreadFactory VIRTUAL = VirtualThreads.factory("asyncio-thread-");

    private BlockingThreads() {}

    static void run(Runnable call) {
        if (VIRTUAL == null) {
            Schedulers.boundedElastic().schedule(call);
        } else {
            VIRTUAL.newThread(call).start();
        }
    }
}
