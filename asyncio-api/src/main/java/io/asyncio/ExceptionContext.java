package io.asyncio;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What a loop tells its {@link ExceptionHandler}. Like the {@code context} dictionary of Python's
 * {@code loop.call_exception_handler}.
 *
 * @param message what happened, for a reader
 * @param exception what was thrown, if anything was
 * @param future the task or future concerned, if there is one
 * @param details what the caller of {@link Loop#callExceptionHandler} adds, by keys of its own, in the order in which
 *     they were put; empty if the loop itself reports. It cannot be changed
 */
public record ExceptionContext(
        String message,
        @Nullable Throwable exception,
        @Nullable Future<?> future,
        Map<String, @Nullable Object> details) {
    /** Copies {@code details}. */
    public ExceptionContext {
        details = details.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** Without details. */
    public ExceptionContext(String message, @Nullable Throwable exception, @Nullable Future<?> future) {
        this(message, exception, future, Map.of());
    }

    /** The details for a log, each cut at a length: {@code {user=ann, attempt=3}}. */
    String detailsForLog() {
        StringJoiner text = new StringJoiner(", ", "{", "}");
        details.forEach((key, value) -> text.add(Excerpt.cut(key) + "=" + Excerpt.of(value)));
        return text.toString();
    }

    /**
     * A text for a log. It has as much as can be told of an exception or detail that is long, or whose own text throws.
     */
    @Override
    public String toString() {
        return "ExceptionContext[message=" + message + ", exception=" + Excerpt.of(exception) + ", future=" + future
                + (details.isEmpty() ? "" : ", details=" + detailsForLog()) + "]";
    }
}
