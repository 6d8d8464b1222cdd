package io.asyncio.examples.auction.cluster;

import io.asyncio.examples.auction.house.AuctionHouse;
import io.asyncio.examples.auction.house.Bid;
import io.asyncio.examples.auction.house.BidNotRecordedException;
import io.asyncio.examples.auction.house.BidRefusedException;
import io.asyncio.examples.auction.house.NoSuchAuctionException;
import io.asyncio.examples.auction.house.Offer;
import io.asyncio.examples.cluster.Request;

/** A bid, at the auction's home. It may come twice, as its id says which one it is. */
record PlaceBid(Offer offer) implements Request<AuctionHouse, Bid> {
    @Override
    public Bid runAt(AuctionHouse house) {
        try {
            if (!house.shows(offer.auction())) {
                house.follow(); // it has just come
                requireHome(house);
            }
            return house.bid(offer);
        } catch (BidRefusedException | NoSuchAuctionException refusal) {
            throw refusal;
        } catch (RuntimeException e) {
            throw BidNotRecordedException.withTextOf(e);
        }
    }

    /** It may have moved on meanwhile, which does not make it unknown. */
    private void requireHome(AuctionHouse house) {
        if (!house.shows(offer.auction()) && !house.isHome(offer.auction())) {
            throw new IllegalStateException("The auction has moved to another node");
        }
    }
}
