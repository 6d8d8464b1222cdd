package io.asyncio.examples.auction.house;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.UUID;

/** How an auction was settled: who has bought, for how much, and what that is in the seller's currency. */
public record Sale(
        UUID auction,
        String winner,
        long cents,
        String currency,
        BigDecimal rate,
        long convertedCents,
        Instant settledAt)
        implements Serializable {
    private static final int DIGITS_OF_RATE = 8; // what databases keep

    public Sale {
        rate = rate.setScale(DIGITS_OF_RATE, RoundingMode.HALF_EVEN);
    }
}
