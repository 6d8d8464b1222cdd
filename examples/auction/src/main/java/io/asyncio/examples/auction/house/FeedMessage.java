package io.asyncio.examples.auction.house;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link Feed} tells. */
public sealed interface FeedMessage {
    /** Everything, for who has come, or has missed changes. {@code now} is the house's time. */
    record Snapshot(Instant now, List<AuctionView> auctions) implements FeedMessage {}

    /** One auction has changed; {@code bid} is there if that was by a bid. */
    record Change(Kind kind, AuctionView auction, @Nullable Bid bid) implements FeedMessage, Serializable {
        /** Of the same auction: bids are never taken back, and after the end there is the sale. */
        public boolean isNewerThan(Change other) {
            int more = auction.bids() - other.auction.bids();
            return more > 0 || (more == 0 && auction.stage() > other.auction.stage());
        }
    }

    /** Nothing has happened; a connection that is gone is found by it. */
    record Heartbeat() implements FeedMessage {}

    /** What has changed. */
    enum Kind {
        OPENED,
        BID,
        ENDED,
        SETTLED,
        GONE
    }
}
