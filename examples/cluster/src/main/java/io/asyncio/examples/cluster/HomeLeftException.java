package io.asyncio.examples.cluster;

import java.io.Serializable;

/** The node that was asked has left, or could not be reached, before it answered: it may have done what it was asked for, or not. */
public final class HomeLeftException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HomeLeftException(Serializable key, String member) {
        super("The home of " + key + ", " + member
                + ", has left or could not be reached before it answered, and may have done what it was asked"
                + " for: ask again by callUntilAnswered() if it does no harm to do it twice");
    }
}
