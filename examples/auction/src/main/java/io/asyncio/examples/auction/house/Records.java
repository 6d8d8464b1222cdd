package io.asyncio.examples.auction.house;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the house writes down. All methods suspend the current task until the database has answered. */
public interface Records {
    /** Makes the tables, if there are none. */
    void prepare();

    /** Lots that end after {@code time}, and sold ones that are not settled. */
    List<Lot> lots(Instant time);

    /** The bids of an auction, in their order. */
    List<Bid> bids(UUID auction);

    Optional<Sale> sale(UUID auction);

    void add(Lot lot);

    /** Fails if the auction has ended, or has a bid with this number or this id. */
    void add(Bid bid);

    /** From now on no bid of this auction is added, by nobody. */
    void end(UUID auction);

    /** Fails if the auction is settled. */
    void add(Sale sale);
}
