package io.asyncio;

/**
 * A call that needs a running task or event loop was made outside of one. Like the {@code RuntimeError: no running
 * event loop} of Python.
 */
public final class NoRunningLoopException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    NoRunningLoopException(String message) {
        super(message);
    }
}
