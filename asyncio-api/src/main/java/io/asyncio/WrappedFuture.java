package io.asyncio;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A future of the loop that ends as another library's future does. A cancel here, or the loop's end, cancels that one, too. */
final class WrappedFuture<T extends @Nullable Object> extends Future<T> {
    private final Runnable cancelOrigin;

    private WrappedFuture(Loop loop, Runnable cancelOrigin) {
        super(loop);
        this.cancelOrigin = cancelOrigin;
    }

    static <T extends @Nullable Object> Future<T> of(Loop loop, CompletionStage<T> origin) {
        Runnable cancelOrigin = () -> origin.toCompletableFuture().cancel(true);
        return new WrappedFuture<T>(loop, cancelOrigin).endingAs(origin);
    }

    static <T extends @Nullable Object> Future<T> of(Loop loop, java.util.concurrent.Future<T> origin) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        if (origin.isDone()) {
            complete(stage, origin);
        } else { // it cannot call back, so that a thread has to wait for it
            BlockingThreads.run(() -> complete(stage, origin));
        }
        return new WrappedFuture<T>(loop, () -> origin.cancel(true)).endingAs(stage);
    }

    private static <T extends @Nullable Object> void complete(
            CompletableFuture<T> stage, java.util.concurrent.Future<T> origin) {
        try {
            stage.complete(origin.get());
        } catch (ExecutionException e) {
            stage.completeExceptionally(e.getCause() == null ? e : e.getCause());
        } catch (Throwable e) {
            stage.completeExceptionally(e);
        }
    }

    private Future<T> endingAs(CompletionStage<T> origin) {
        loop().onClose(cancelOrigin);
        origin.whenComplete((value, failure) -> {
            loop().removeOnClose(cancelOrigin);
            loop().core.enqueue(new Ready() {
                @Override
                void run() {
                    if (!done()) {
                        end(value, failure);
                    }
                }
            });
        });
        return this;
    }

    private void end(T value, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof CancellationException) {
            finishCancelled(messageOf(cause));
        } else if (cause != null) {
            finishFailed(cause);
        } else {
            finishSucceeded(value);
        }
    }

    private static @Nullable String messageOf(Throwable cancel) {
        try {
            return cancel.getMessage();
        } catch (Throwable unreadable) {
            return null; // code of users: who awaits this must be woken all the same
        }
    }

    @Override
    public boolean cancel(@Nullable String message) {
        boolean accepted = super.cancel(message);
        if (accepted) {
            loop().core.enqueue(new Handle(loop(), cancelOrigin, Handle.NO_DEADLINE)); // may run code of users
        }
        return accepted;
    }
}
