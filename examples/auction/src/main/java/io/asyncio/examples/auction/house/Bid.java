package io.asyncio.examples.auction.house;

import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;

/** An offer that was accepted, as the {@code number}th of its auction; the first is 1. */
public record Bid(UUID id, UUID auction, int number, String bidder, long cents, Instant at) implements Serializable {
    boolean isOf(Offer offer) {
        return auction.equals(offer.auction()) && bidder.equals(offer.bidder()) && cents == offer.cents();
    }
}
