package io.asyncio.examples.auction;

import io.asyncio.Loop;
import io.asyncio.examples.auction.house.AuctionHouse;
import io.asyncio.examples.auction.house.Cashier;
import io.asyncio.examples.auction.house.Feed;
import io.asyncio.examples.auction.house.HouseTimes;
import io.asyncio.examples.auction.house.Records;
import io.asyncio.examples.auction.house.WatchLists;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The house, which knows nothing of Spring. */
@Configuration(proxyBeanMethods = false)
public class HouseConfiguration {
    /** By which auctions end; a test has one that it sets. */
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Feed feed(AuctionProperties properties) {
        return new Feed(properties.eventBuffer());
    }

    @Bean
    WatchLists watchLists() {
        return new WatchLists();
    }

    /** All auctions live here, unless there are other nodes. */
    @Bean
    @ConditionalOnBooleanProperty(name = "auction.cluster.enabled", havingValue = false, matchIfMissing = true)
    AuctionHouse auctionHouse(
            Loop loop,
            Records records,
            Cashier cashier,
            Feed feed,
            WatchLists watchLists,
            Clock clock,
            AuctionProperties properties) {
        return new AuctionHouse(loop, records, cashier, feed, watchLists, clock, times(properties));
    }

    public static HouseTimes times(AuctionProperties properties) {
        return new HouseTimes(properties.tick(), properties.keepEnded());
    }
}
