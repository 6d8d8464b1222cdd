package io.asyncio.examples.auction.house;

import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An auction as it is at one moment, for others to read.
 *
 * @param cents the price: the highest bid, or what the first has to be
 * @param minimumCents what the next bid has to be, at least
 * @param leader who has bid highest
 * @param bids how many were accepted
 */
public record AuctionView(
        UUID id,
        String title,
        long cents,
        long minimumCents,
        @Nullable String leader,
        int bids,
        Instant endsAt,
        boolean ended,
        @Nullable Sale sale)
        implements Serializable {
    /** How far it is, without its bids: open, ended, settled. */
    int stage() {
        return sale != null ? 2 : ended ? 1 : 0;
    }
}
