package io.asyncio.stream;

import java.io.IOException;

/** More bytes than the limit came before a separator. Like Python's {@code asyncio.LimitOverrunError}. */
public final class LimitOverrunException extends IOException {
    private static final long serialVersionUID = 1;

    private final int consumed;

    LimitOverrunException(String message, int consumed) {
        super(message + ": read them by read(n), or set a higher limit in the options");
        this.consumed = consumed;
    }

    /** How many bytes are there that belong to no separator, to be read otherwise. */
    public int consumed() {
        return consumed;
    }
}
