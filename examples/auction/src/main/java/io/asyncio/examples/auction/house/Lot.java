package io.asyncio.examples.auction.house;

import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;

/** What is for sale, and on which terms; amounts are in cents. */
public record Lot(UUID id, String title, long startingCents, long incrementCents, Instant endsAt)
        implements Serializable {}
