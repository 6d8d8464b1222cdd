package io.asyncio.examples.auction.bots;

import static io.asyncio.Asyncio.ALL_COMPLETED;
import static io.asyncio.Asyncio.allTasks;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Asyncio;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.examples.auction.AuctionProperties;
import io.asyncio.examples.auction.house.AuctionHouse;
import io.asyncio.examples.auction.house.Feed;
import io.asyncio.examples.auction.house.HouseTimes;
import io.asyncio.examples.auction.house.MemoryRecords;
import io.asyncio.examples.auction.house.WatchLists;
import io.asyncio.test.AsyncioTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/** There are always some auctions, also after the database was away. */
class ShowroomTest {
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    private static final int LOTS = 3;

    private final MemoryRecords records = new MemoryRecords();

    private AuctionHouse house(Loop loop) {
        HouseTimes times = new HouseTimes(Duration.ofSeconds(1), Duration.ofMinutes(1));
        return new AuctionHouse(
                loop,
                records,
                (lot, winning) -> {
                    throw new AssertionError("nobody bids");
                },
                new Feed(1),
                new WatchLists(),
                CLOCK,
                times);
    }

    private static AuctionProperties properties() {
        return new AuctionProperties(
                0,
                LOTS,
                1,
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                new AuctionProperties.Rates("", "USD", Duration.ofSeconds(1), 0, Duration.ofSeconds(1)),
                new AuctionProperties.Cluster(false, "auction", 0, List.of()));
    }

    @AsyncioTest
    void opensAuctionsAgainWhenTheDatabaseIsThere() {
        Loop loop = Asyncio.getRunningLoop();
        AuctionHouse house = house(loop);
        records.failsBeforeWriting = true;
        new Showroom(loop, house, CLOCK, properties()).start();
        sleep(2.5);
        assertThat(house.views()).isEmpty();
        records.failsBeforeWriting = false;
        sleep(1);
        assertThat(house.views()).hasSize(LOTS);
        Set<Task<?>> others = allTasks();
        others.remove(currentTask());
        others.forEach(Task::cancel);
        waitUntil(ALL_COMPLETED, others);
    }
}
