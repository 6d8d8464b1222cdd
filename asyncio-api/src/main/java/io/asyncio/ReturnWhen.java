package io.asyncio;

/** When {@link Asyncio#waitUntil} returns. Like the {@code return_when} of Python's {@code asyncio.wait}. */
public enum ReturnWhen {
    /** As soon as one is done. */
    FIRST_COMPLETED,
    /** As soon as one has failed, or all are done; a cancelled one counts as done. */
    FIRST_EXCEPTION,
    /** When all are done. */
    ALL_COMPLETED
}
