package io.asyncio.examples.soak;

import io.asyncio.ExceptionContext;
import io.asyncio.ExceptionHandler;
import io.asyncio.Loop;
import io.netty.buffer.ByteBufUtil;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Hooks;

/** Errors that nobody expected, of any thread. The first one ends the soak. */
final class Faults implements ExceptionHandler, Thread.UncaughtExceptionHandler {
    private final CompletableFuture<@Nullable Void> first = new CompletableFuture<>();

    /** From now on hears of what no thread has caught, Reactor has dropped, and Netty has seen collected unreleased. */
    void listen() {
        Thread.setDefaultUncaughtExceptionHandler(this);
        Hooks.onErrorDropped(cause -> add("Dropped by Reactor", cause));
        ByteBufUtil.setLeakListener((type, records) -> add("Leaked: " + type + records, null));
    }

    /** Any thread may call. */
    void add(String where, @Nullable Throwable cause) {
        first.completeExceptionally(new IllegalStateException(where, cause));
    }

    @Override
    public void handle(Loop loop, ExceptionContext context) {
        add(context.toString(), context.exception());
    }

    @Override
    public void uncaughtException(Thread thread, Throwable cause) {
        add("Uncaught in thread " + thread.getName(), cause);
    }

    /** Blocks for so long, or until there is a fault, which it throws. */
    void watch(long millis) throws InterruptedException {
        try {
            first.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // all is well
        } catch (ExecutionException e) {
            throw (IllegalStateException) e.getCause();
        }
    }
}
