package io.asyncio;

/** A {@link Queue} was shut down: nothing more goes in, or comes out. Like Python's {@code asyncio.QueueShutDown}. */
public final class QueueShutDownException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    QueueShutDownException(String message) {
        super(message);
    }
}
