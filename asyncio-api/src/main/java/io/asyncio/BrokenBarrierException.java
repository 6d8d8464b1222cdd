package io.asyncio;

/** A {@link Barrier} was aborted, or reset while tasks waited. Like Python's {@code asyncio.BrokenBarrierError}. */
public final class BrokenBarrierException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    BrokenBarrierException(String message) {
        super(message);
    }
}
