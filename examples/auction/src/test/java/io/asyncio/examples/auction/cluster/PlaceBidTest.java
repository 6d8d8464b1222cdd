package io.asyncio.examples.auction.cluster;

import static io.asyncio.Asyncio.ALL_COMPLETED;
import static io.asyncio.Asyncio.allTasks;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.waitUntil;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.Asyncio;
import io.asyncio.Task;
import io.asyncio.examples.auction.house.AuctionHouse;
import io.asyncio.examples.auction.house.BidNotRecordedException;
import io.asyncio.examples.auction.house.Feed;
import io.asyncio.examples.auction.house.HouseTimes;
import io.asyncio.examples.auction.house.Lot;
import io.asyncio.examples.auction.house.MemoryRecords;
import io.asyncio.examples.auction.house.NoSuchAuctionException;
import io.asyncio.examples.auction.house.Offer;
import io.asyncio.examples.auction.house.WatchLists;
import io.asyncio.test.AsyncioTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A bid has come to a home whose auction moves on before it is there. */
class PlaceBidTest {
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    private static final Lot LAMP = new Lot(UUID.randomUUID(), "lamp", 1000, 100, Instant.EPOCH.plusSeconds(60));

    private final MemoryRecords records = new MemoryRecords();

    private AuctionHouse house;

    @BeforeEach
    void open() {
        house = new AuctionHouse(
                Asyncio.getRunningLoop(),
                records,
                (lot, winning) -> {
                    throw new AssertionError("nobody has bid");
                },
                new Feed(1),
                new WatchLists(),
                CLOCK,
                new HouseTimes(Duration.ofSeconds(1), Duration.ofMinutes(1)));
    }

    @AfterEach
    void endTasks() {
        Set<Task<?>> others = allTasks();
        others.remove(currentTask());
        others.forEach(Task::cancel);
        waitUntil(ALL_COMPLETED, others);
    }

    private static PlaceBid bid() {
        return new PlaceBid(new Offer(UUID.randomUUID(), LAMP.id(), "ann", 1000));
    }

    @AsyncioTest
    void anAuctionThatHasMovedOnIsNotUnknown() {
        records.add(LAMP);
        house.open(id -> false);
        assertThatThrownBy(() -> bid().runAt(house))
                .isInstanceOf(BidNotRecordedException.class)
                .hasStackTraceContaining("The auction has moved to another node");
    }

    @AsyncioTest
    void oneThatIsNowhereIs() {
        house.open();
        assertThatThrownBy(() -> bid().runAt(house)).isInstanceOf(NoSuchAuctionException.class);
    }
}
