package io.asyncio.examples.auction.cluster;

import io.asyncio.examples.auction.house.AuctionHouse;
import io.asyncio.examples.auction.house.AuctionView;
import io.asyncio.examples.auction.house.Lot;
import io.asyncio.examples.cluster.Request;

/** Opens an auction at its home, once. */
record Sell(Lot lot) implements Request<AuctionHouse, AuctionView> {
    @Override
    public AuctionView runAt(AuctionHouse house) {
        house.follow(); // a home that has left may have opened it
        return house.shows(lot.id()) ? house.view(lot.id()) : house.sell(lot);
    }
}
