package io.asyncio;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Raised in a task that was cancelled, at the place where it is suspended, and wherever a task that has ended so is
 * awaited.
 *
 * <p>An {@code Error}, so that {@code catch (Exception e)} does not swallow a cancellation; {@code finally} blocks run.
 * A task that catches it to clean up should throw it again. A loop gives it a stack trace only in debug mode. Like
 * Python's {@code asyncio.CancelledError}; at the borders to other libraries it becomes {@link CancellationException}.
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

    /** Makes an error of another library's {@code exception}, which becomes its cause, with the same message. */
    public static CancelledError from(CancellationException exception) {
        CancelledError error = new CancelledError(messageOf(exception), false);
        error.initCause(exception);
        copySuppressed(exception, error);
        return error;
    }

    private static @Nullable String messageOf(CancellationException cancel) {
        try {
            return cancel.getMessage();
        } catch (Throwable unreadable) {
            return null; // code of users: who awaits it must hear of the cancel all the same
        }
    }

    /**
     * Makes an exception for other libraries, which do not know this error. It has all that this error has, except for
     * the stack trace.
     */
    public CancellationException toCancellationException() {
        CancellationException exception = new CancellationException(getMessage());
        copyTo(exception);
        return exception;
    }

    /** The same error for another one who asks. */
    CancelledError again(Loop loop) {
        CancelledError again = of(getMessage(), loop);
        copyTo(again);
        return again;
    }

    private void copyTo(Throwable copy) {
        if (getCause() != null) {
            copy.initCause(getCause());
        }
        copySuppressed(this, copy);
    }

    /**
     * Suppresses in {@code error} what {@code ended} has thrown while it was made to end: its failure, or what its own
     * cancel has suppressed. It counts as seen.
     */
    static void suppress(Throwable error, Future<?> ended) {
        Throwable thrown = ended.failureOrNull();
        if (thrown instanceof CancelledError cancel) {
            copySuppressed(cancel, error);
        } else if (thrown != null) {
            error.addSuppressed(thrown);
        }
    }

    private static void copySuppressed(Throwable from, Throwable to) {
        for (Throwable suppressed : from.getSuppressed()) {
            to.addSuppressed(suppressed);
        }
    }
}
