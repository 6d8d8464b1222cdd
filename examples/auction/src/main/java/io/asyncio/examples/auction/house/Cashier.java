package io.asyncio.examples.auction.house;

import io.asyncio.Task;

/** Settles what was sold. */
public interface Cashier {
    /** The sale to the winner, which is recorded once, however often this is called. */
    Task<Sale> settle(Lot lot, Bid winning);
}
