package io.asyncio;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A future of the loop that ends as another library's future does. A cancel here, or the loop's end, cancels that one, too. */
final class WrappedFuture<T extends @Nullable Object> extends Future<T> {
    private final Runnable cancelOrigin;
    private final Listener<T> listener = new Listener<>(this);
    private final Arrival arrival = new Arrival(); // made here: the end must not fail for want of memory

    private WrappedFuture(Loop loop, Runnable cancelOrigin) {
        super(loop);
        this.cancelOrigin = cancelOrigin;
    }

    static <T extends @Nullable Object> Future<T> of(Loop loop, CompletionStage<T> origin) {
        Objects.requireNonNull(origin, "stage");
        Runnable cancelOrigin = () -> origin.toCompletableFuture().cancel(true);
        return new WrappedFuture<T>(loop, cancelOrigin).endingAs(origin);
    }

    static <T extends @Nullable Object> Future<T> of(Loop loop, java.util.concurrent.Future<T> origin) {
        Objects.requireNonNull(origin, "future");
        CompletableFuture<T> stage = new CompletableFuture<>();
        if (origin.isDone()) {
            complete(stage, origin);
        } else { // it cannot call back, so that a thread has to wait for it
            BlockingThreads.runUnbounded(() -> complete(stage, origin));
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
        try {
            origin.whenComplete(listener);
        } catch (Throwable e) {
            loop().removeOnClose(cancelOrigin);
            throw e;
        }
        return this;
    }

    private void originDone(T value, @Nullable Throwable failure) {
        loop().removeOnClose(cancelOrigin);
        arrival.value = value;
        arrival.failure = failure;
        loop().core.enqueue(arrival);
    }

    /** On the loop: how the other future has ended. */
    private final class Arrival extends Ready {
        private @Nullable T value; // these two: written before it is queued
        private @Nullable Throwable failure;

        @Override
        @SuppressWarnings("NullAway") // null if T says so
        void run() {
            if (!done()) {
                end(value, failure);
            }
        }

        @Override
        boolean runsAgain() {
            return true;
        }
    }

    private void end(T value, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof CancellationException cancel) {
            finishFailed(CancelledError.from(cancel));
        } else if (cause != null) {
            finishFailed(cause);
        } else {
            finishSucceeded(value);
        }
    }

    @Override
    boolean cancelHere(@Nullable String message) {
        Handle cancellation = new Handle(loop(), new OriginCancel(cancelOrigin), Handle.NO_DEADLINE);
        boolean accepted = super.cancelHere(message);
        if (accepted) {
            loop().core.enqueue(cancellation);
        }
        return accepted;
    }

    /** May run code of users, hence in a turn of its own; if there is none any more, when the loop closes. */
    private static final class OriginCancel implements LoopCallback {
        private final Runnable cancelOrigin;

        OriginCancel(Runnable cancelOrigin) {
            this.cancelOrigin = cancelOrigin;
        }

        @Override
        public void run() {
            cancelOrigin.run();
        }

        @Override
        public void loopClosed() {
            cancelOrigin.run();
        }
    }

    @Override
    void ended(boolean failed) {
        loop().removeOnClose(cancelOrigin);
        listener.wrapping = null;
    }

    /** The stage may never end, and cannot be told to forget this: so this forgets whom it is to tell. */
    private static final class Listener<T extends @Nullable Object> implements BiConsumer<T, @Nullable Throwable> {
        private volatile @Nullable WrappedFuture<T> wrapping;

        Listener(WrappedFuture<T> wrapping) {
            this.wrapping = wrapping;
        }

        @Override
        public void accept(T value, @Nullable Throwable failure) {
            WrappedFuture<T> toTell = wrapping;
            if (toTell != null) {
                toTell.originDone(value, failure);
            }
        }
    }
}
