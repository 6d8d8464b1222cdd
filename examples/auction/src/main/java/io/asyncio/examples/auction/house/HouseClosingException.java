package io.asyncio.examples.auction.house;

/** The application is about to stop, so that nobody waits for the end of an auction here. */
public final class HouseClosingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HouseClosingException() {
        super("The auction house is closing; ask again in a moment");
    }
}
