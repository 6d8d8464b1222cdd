package io.asyncio.examples.auction.house;

import java.util.List;
import java.util.UUID;

/**
 * Where auctions are to be found: all of them here, in an {@link AuctionHouse}, or each on one of several nodes. Used on the
 * loop; methods that say so suspend the current task.
 */
public interface House {
    /** Begins with what is recorded; suspends. */
    void open();

    /** Opens an auction; suspends. */
    AuctionView sell(Lot lot);

    /**
     * Suspends until the offer is recorded. A bidder who goes away while it waits for its turn has not bid; one who goes
     * away later has.
     *
     * @throws BidRefusedException if it is against the rules
     * @throws BidNotRecordedException if the database does not confirm it
     */
    Bid bid(Offer offer);

    /** The auction, as far as is known here. */
    AuctionView view(UUID id);

    boolean shows(UUID id);

    List<AuctionView> views();

    /** What happens to all auctions, from a snapshot on. */
    FeedSubscription subscribe();

    /** Suspends until the auction has ended. */
    AuctionView awaitEnd(UUID id);

    /** Whether the lots of the house itself are opened here: of several nodes that is the task of one. */
    boolean hasShowroom();

    /** Lets those go who would wait for long, as an application that stops does not wait for them. */
    void beginToClose();

    /** Suspends until each bid that was begun is recorded, and others have what was here. */
    void awaitRecordings();
}
