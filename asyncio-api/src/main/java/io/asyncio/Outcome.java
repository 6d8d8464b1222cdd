package io.asyncio;

import org.jspecify.annotations.Nullable;

/**
 * How one of several awaitables ended, as {@link Asyncio#gatherReturnExceptions} tells it. Like the elements of
 * Python's {@code gather(..., return_exceptions=True)}, except that a result and an exception have different types.
 *
 * @param <T> what the awaitable gives when it succeeds
 */
public sealed interface Outcome<T extends @Nullable Object> {
    /** It returned {@code value}. */
    record Success<T extends @Nullable Object>(T value) implements Outcome<T> {}

    /** It failed with {@code exception}; a {@link CancelledError} if it was cancelled. */
    record Failure<T extends @Nullable Object>(Throwable exception) implements Outcome<T> {}

    /** Whether this is a {@link Success}. */
    default boolean isSuccess() {
        return this instanceof Success;
    }

    /** The value, or the exception raised as it is; its stack trace then ends with where that was. */
    default T get() {
        if (this instanceof Success<T> success) {
            return success.value();
        }
        throw Traceback.raise(((Failure<T>) this).exception(), null);
    }
}
