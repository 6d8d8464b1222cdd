package io.asyncio.examples.auction.cluster;

import io.asyncio.examples.auction.house.AuctionHouse;
import io.asyncio.examples.auction.house.Bid;
import io.asyncio.examples.cluster.Request;
import java.util.ArrayList;
import java.util.UUID;

/** The bids as the auction's home has them in its memory. */
record BidsAtHome(UUID auction) implements Request<AuctionHouse, ArrayList<Bid>> {
    @Override
    public ArrayList<Bid> runAt(AuctionHouse house) {
        if (!house.shows(auction)) {
            house.follow();
        }
        return new ArrayList<>(house.auction(auction).bids());
    }
}
