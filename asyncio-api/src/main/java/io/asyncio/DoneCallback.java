package io.asyncio;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A user's callback on a future: queued when the future is done. */
final class DoneCallback<T extends @Nullable Object> extends Waiter {
    private final Future<T> future;
    private final Consumer<? super Future<T>> callback;
    private final Call call = new Call(); // made here, so that the wake needs no memory

    DoneCallback(Future<T> future, Consumer<? super Future<T>> callback) {
        this.future = future;
        this.callback = callback;
    }

    boolean calls(Consumer<?> candidate) {
        return callback.equals(candidate);
    }

    @Override
    void wake() {
        future.loop().core.enqueue(call);
    }

    private final class Call extends Ready {
        @Override
        void run() {
            try {
                callback.accept(future);
            } catch (Throwable e) {
                future.loop()
                        .callExceptionHandler(
                                new ExceptionContext("Exception in done callback " + Excerpt.of(callback), e, future));
            }
        }

        @Override
        String label() {
            return "The done callback " + CallbackOrigin.nameOf(callback.getClass());
        }

        @Override
        void abandon() {
            run(); // whoever waits for the future must hear of it, also when the loop closes
        }
    }
}
