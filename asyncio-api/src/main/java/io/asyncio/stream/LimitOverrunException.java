package io.asyncio.stream;

import java.io.IOException;

/**
 * More bytes than the limit came before a separator, whose own bytes do not count. They stay in the stream. To go on
 * with the next line, skip them, {@code reader.readExactly(e.consumed())}, then read up to the separator once more.
 * Like Python's {@code asyncio.LimitOverrunError}.
 */
public final class LimitOverrunException extends IOException {
    private static final long serialVersionUID = 1;

    private final int consumed;

    LimitOverrunException(String message, int consumed) {
        super(message + ": read them by read(n), or set a higher limit in the options");
        this.consumed = consumed;
    }

    /**
     * How many bytes stand before the separator; if none has come, how many of the bytes that have come cannot belong
     * to one. That many can be read without waiting.
     */
    public int consumed() {
        return consumed;
    }
}
