package io.asyncio.examples.auction.house;

import java.io.Serializable;
import java.util.UUID;

/** What a bidder says. The bidder chooses {@code id}: the same offer, sent twice, is accepted once. */
public record Offer(UUID id, UUID auction, String bidder, long cents) implements Serializable {}
