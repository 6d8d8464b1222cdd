package io.asyncio.examples.auction.web;

/** A request that needs a bidder comes from a session that has none. */
final class NotLoggedInException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotLoggedInException() {
        super("Say your name first");
    }
}
