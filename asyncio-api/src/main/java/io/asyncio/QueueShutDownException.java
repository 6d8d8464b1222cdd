package io.asyncio;

/**
 * A {@link Queue} was shut down: it takes no more items, and gives none once it is empty. Like Python's {@code
 * asyncio.QueueShutDown}.
 */
public final class QueueShutDownException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    QueueShutDownException(String message) {
        super(message);
    }
}
