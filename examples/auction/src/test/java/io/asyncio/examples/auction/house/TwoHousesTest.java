package io.asyncio.examples.auction.house;

import static io.asyncio.Asyncio.ALL_COMPLETED;
import static io.asyncio.Asyncio.allTasks;
import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.Task;
import io.asyncio.test.AsyncioTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two nodes that both take themselves for the home of an auction: the database, which they share, lets one of them write. */
class TwoHousesTest {
    private static final Lot LAMP = new Lot(UUID.randomUUID(), "lamp", 1000, 100, Instant.EPOCH.plusSeconds(60));

    private final MemoryRecords records = new MemoryRecords();
    private AuctionHouse one;
    private AuctionHouse other;
    private boolean isAtOne = true;
    private boolean isAtOther = true;

    @BeforeEach
    void open() {
        one = newHouse();
        other = newHouse();
        one.open(id -> isAtOne);
        one.open(LAMP);
        other.open(id -> isAtOther);
    }

    private AuctionHouse newHouse() {
        HouseTimes times = new HouseTimes(Duration.ofMillis(100), Duration.ofMinutes(1));
        AuctionHouseTest.LoopClock clock = new AuctionHouseTest.LoopClock(getRunningLoop());
        return new AuctionHouse(getRunningLoop(), records, this::settle, new Feed(5), new WatchLists(), clock, times);
    }

    /** Once, whoever asks. */
    private Task<Sale> settle(Lot lot, Bid winning) {
        Sale sale = new Sale(
                lot.id(), winning.bidder(), winning.cents(), "USD", BigDecimal.ONE, winning.cents(), Instant.EPOCH);
        return createTask(() -> {
            if (records.sales.isEmpty()) {
                records.add(sale);
            }
            return records.sale(lot.id()).orElseThrow();
        });
    }

    @AfterEach
    void endTasks() {
        Set<Task<?>> others = allTasks();
        others.remove(currentTask());
        others.forEach(Task::cancel);
        waitUntil(ALL_COMPLETED, others);
    }

    private static Offer offer(String bidder, long cents) {
        return new Offer(UUID.randomUUID(), LAMP.id(), bidder, cents);
    }

    @AsyncioTest
    void whoWritesWithOldKnowledgeFailsAndLoadsAgain() {
        one.bid(offer("ann", 1000));
        Offer late = offer("ben", 1000);
        assertThatThrownBy(() -> other.bid(late)).isInstanceOf(BidNotRecordedException.class);
        assertThatThrownBy(() -> other.bid(late))
                .isInstanceOf(BidRefusedException.class)
                .hasMessageContaining("11.00");
        assertThat(other.bid(offer("ben", 1100)).number()).isEqualTo(2);
        assertThat(other.auction(LAMP.id()).bids()).isEqualTo(records.bids);
    }

    @AsyncioTest
    void aBidThatTheFirstHomeHasAcceptedIsKnownToTheNext() {
        Offer offer = offer("ann", 1000);
        Bid accepted = one.bid(offer);
        isAtOther = false;
        other.follow();
        isAtOther = true;
        other.follow();
        assertThat(other.bid(offer)).isEqualTo(accepted);
        assertThat(records.bids).hasSize(1);
    }

    @AsyncioTest
    void auctionsThatLiveElsewhereAreLetGo() {
        assertThat(other.shows(LAMP.id())).isTrue();
        isAtOther = false;
        other.follow();
        assertThat(other.shows(LAMP.id())).isFalse();
        assertThatThrownBy(() -> other.bid(offer("ann", 1000))).isInstanceOf(NoSuchAuctionException.class);
    }

    @AsyncioTest
    void theWinnerIsWhoHasBidLastAtEitherHome() {
        other.bid(offer("ann", 1000));
        sleep(61);
        assertThat(one.view(LAMP.id()).leader()).isEqualTo("ann");
        assertThat(one.view(LAMP.id()).sale().winner()).isEqualTo("ann");
        assertThat(other.view(LAMP.id()).sale()).isEqualTo(one.view(LAMP.id()).sale());
    }

    @AsyncioTest
    void whatWasSoldBeforeItHasComeHasEnded() {
        one.bid(offer("ann", 1000));
        isAtOther = false;
        other.follow();
        sleep(61);
        isAtOther = true;
        other.follow();
        assertThat(other.view(LAMP.id()).sale()).isEqualTo(one.view(LAMP.id()).sale());
        assertThat(other.view(LAMP.id())).isEqualTo(one.view(LAMP.id()));
    }

    /** It was in time where it was made, but nobody has heard that it was accepted. */
    @AsyncioTest
    void noBidIsRecordedAfterTheEndThatAnotherHomeHasWrittenDown() {
        one.bid(offer("ann", 1000));
        isAtOther = false;
        other.follow();
        isAtOther = true;
        other.follow();
        sleep(59.9);
        records.slowNext(Duration.ofSeconds(5));
        Task<Bid> late = createTask(() -> other.bid(offer("ben", 1100)));
        sleep(2);
        assertThat(one.view(LAMP.id()).sale().winner()).isEqualTo("ann");
        assertThatThrownBy(() -> await(late)).isInstanceOf(BidNotRecordedException.class);
        assertThat(records.bids).hasSize(1);
    }
}
