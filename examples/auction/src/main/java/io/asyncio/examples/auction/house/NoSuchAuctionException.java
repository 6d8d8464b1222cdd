package io.asyncio.examples.auction.house;

import java.util.UUID;

/** The house has no auction of this id, or has it no more. */
public final class NoSuchAuctionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NoSuchAuctionException(UUID id) {
        super("There is no auction " + id);
    }
}
