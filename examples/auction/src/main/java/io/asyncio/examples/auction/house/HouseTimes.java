package io.asyncio.examples.auction.house;

import java.time.Duration;

/**
 * How long things take.
 *
 * @param tick how often the house looks which auctions have ended
 * @param keepEnded how long it shows one that has ended
 */
public record HouseTimes(Duration tick, Duration keepEnded) {}
