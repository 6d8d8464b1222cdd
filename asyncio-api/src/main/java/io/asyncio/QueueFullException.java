package io.asyncio;

/** {@link Queue#putNoWait} found no place. Like Python's {@code asyncio.QueueFull}. */
public final class QueueFullException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    QueueFullException(String message) {
        super(message);
    }
}
