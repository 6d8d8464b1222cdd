package io.asyncio;

import org.jspecify.annotations.Nullable;

/**
 * What a loop tells its {@link ExceptionHandler}. Like the {@code context} dictionary of Python's
 * {@code loop.call_exception_handler}.
 *
 * @param message what happened, for a reader
 * @param exception what was thrown, if anything was
 * @param future the task or future concerned, if there is one
 */
public record ExceptionContext(
        String message,
        @Nullable Throwable exception,
        @Nullable Future<?> future) {
    /** For a log: of an exception that is long, or whose message throws, as much as can be told. */
    @Override
    public String toString() {
        return "ExceptionContext[message=" + message + ", exception=" + Excerpt.of(exception) + ", future=" + future
                + "]";
    }
}
