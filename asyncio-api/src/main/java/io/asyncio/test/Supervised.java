package io.asyncio.test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A call that may never return, in a thread that can be left alone then; it does not keep the JVM alive. */
final class Supervised<T extends @Nullable Object> {
    private final CompletableFuture<T> end = new CompletableFuture<>();
    private final Thread thread;

    Supervised(Supplier<T> call) {
        thread = new Thread(() -> run(call), "asyncio-test");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(Supplier<T> call) {
        try {
            end.complete(call.get());
        } catch (Throwable e) {
            end.completeExceptionally(e);
        }
    }

    /** Whether it ends within {@code limit}, or before {@code giveUp} completes. An interrupt is passed on to it, and kept. */
    boolean endsWithin(Duration limit, CompletableFuture<?> giveUp) {
        CompletableFuture<?> either = CompletableFuture.anyOf(end, giveUp);
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(limit); // saturates
        boolean interrupted = false;
        while (!either.isDone() && deadline - System.nanoTime() > 0) {
            try {
                either.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
                thread.interrupt();
            } catch (ExecutionException | TimeoutException e) {
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return end.isDone();
    }

    boolean hasEnded() {
        return end.isDone();
    }

    /** What it has returned; what it has thrown is thrown as it is. */
    T result() {
        try {
            return end.join();
        } catch (CompletionException e) {
            throw Supervised.<RuntimeException>raise(e.getCause() == null ? e : e.getCause());
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // erased: whatever it is, it is thrown
    private static <X extends Throwable> X raise(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
