package io.asyncio;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Raised inside a task that was cancelled, where it is suspended; and by awaiting a task that ended so.
 *
 * <p>An {@code Error}, so that {@code catch (Exception e)} does not swallow a cancellation; {@code finally} blocks run.
 * A task may catch it to clean up, and should let it pass then. A loop raises it with a stack trace only in debug mode.
 * Like Python's {@code asyncio.CancelledError}; at the borders to other libraries it becomes {@link CancellationException}.
 */
public final class CancelledError extends Error {
    private static final long serialVersionUID = 1;

    private final boolean hasStackTrace;

    /** Without a message. */
    public CancelledError() {
        this(null);
    }

    /** With the message that was given to {@link Future#cancel(String)}. */
    public CancelledError(@Nullable String message) {
        this(message, true);
    }

    private CancelledError(@Nullable String message, boolean hasStackTrace) {
        super(message);
        this.hasStackTrace = hasStackTrace;
        fillInStackTrace();
    }

    /** As a loop raises it: with its stack trace, which costs more than all else of a cancel, only in debug mode. */
    static CancelledError of(@Nullable String message, Loop loop) {
        return new CancelledError(message, loop.getDebug());
    }

    /** Only where it is wanted; the constructor of Throwable, which calls this first, is too early to know. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return hasStackTrace ? super.fillInStackTrace() : this;
    }

    /** A new exception for other libraries, which do not know this error: with the same message and cause. */
    public CancellationException toCancellationException() {
        CancellationException exception = new CancellationException(getMessage());
        if (getCause() != null) {
            exception.initCause(getCause());
        }
        return exception;
    }
}
