package io.asyncio.stream;

import java.io.EOFException;

/** The end of the stream came before the bytes asked for. Like Python's {@code asyncio.IncompleteReadError}. */
public final class IncompleteReadException extends EOFException {
    private static final long serialVersionUID = 1;

    private final byte[] partial;
    private final int expected;

    IncompleteReadException(byte[] partial, int expected) {
        super(partial.length + " bytes read before the end of the stream, expected "
                + (expected < 0 ? "a separator" : expected + " bytes"));
        this.partial = partial;
        this.expected = expected;
    }

    /** The bytes that came before the end. They are no longer in the stream. */
    public byte[] partial() {
        return partial.clone();
    }

    /** How many bytes were asked for; -1 if it was a separator. */
    public int expected() {
        return expected;
    }
}
