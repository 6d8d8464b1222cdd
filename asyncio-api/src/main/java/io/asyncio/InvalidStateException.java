package io.asyncio;

/**
 * A {@link Future} was asked for a result it does not have yet, or given a second one. Like Python's
 * {@code asyncio.InvalidStateError}.
 */
public final class InvalidStateException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    InvalidStateException(String message) {
        super(message);
    }
}
