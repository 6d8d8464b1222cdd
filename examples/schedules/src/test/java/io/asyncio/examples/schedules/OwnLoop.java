package io.asyncio.examples.schedules;

import io.asyncio.ExceptionContext;
import io.asyncio.Loop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A loop on a plain thread, as a Reactor scheduler has: Fray does not know when Netty's selector is woken. Where Fray is
 * not, every other one has its own thread. What reaches its exception handler fails the scenario at its end.
 */
final class OwnLoop implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Scheduler thread = Schedulers.newSingle("loop");
    private final Queue<ExceptionContext> errors = new ConcurrentLinkedQueue<>();
    final Loop loop;

    OwnLoop() {
        loop = Schedules.areControlled() || COUNT.incrementAndGet() % 2 == 0 ? Loop.on(thread) : Loop.create();
        loop.setExceptionHandler((failed, context) -> errors.add(context));
    }

    static OwnLoop started() {
        OwnLoop own = new OwnLoop();
        own.loop.start();
        return own;
    }

    @Override
    public void close() {
        loop.close();
        thread.dispose();
        if (!errors.isEmpty()) {
            throw new AssertionError(
                    "errors that nobody awaited: " + errors, errors.peek().exception());
        }
    }
}
