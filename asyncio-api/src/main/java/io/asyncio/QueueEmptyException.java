package io.asyncio;

/** {@link Queue#getNoWait()} found nothing to take. Like Python's {@code asyncio.QueueEmpty}. */
public final class QueueEmptyException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    QueueEmptyException(String message) {
        super(message);
    }
}
