package io.asyncio.examples.auction.house;

import static io.asyncio.Asyncio.ALL_COMPLETED;
import static io.asyncio.Asyncio.allTasks;
import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.toThread;
import static io.asyncio.Asyncio.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio.CancelledError;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.examples.auction.house.BidRefusedException.Reason;
import io.asyncio.examples.auction.house.FeedMessage.Change;
import io.asyncio.examples.auction.house.FeedMessage.Kind;
import io.asyncio.test.AsyncioTest;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The rules of the house, in virtual time. */
class AuctionHouseTest {
    private static final int LIMIT = 5;

    private final MemoryRecords records = new MemoryRecords();
    private final Feed feed = new Feed(LIMIT);
    private final List<Change> told = new ArrayList<>();
    private int settlementFailures;
    private int settlements;
    private AuctionHouse house;
    private Auction lamp;

    @BeforeEach
    void open() {
        feed.listen(message -> {
            if (message instanceof Change change) {
                told.add(change);
            }
        });
        house = newHouse(feed);
        house.open();
        lamp = house.open(lot("lamp"));
    }

    private AuctionHouse newHouse(Feed itsFeed) {
        Loop loop = getRunningLoop();
        HouseTimes times = new HouseTimes(Duration.ofMillis(100), Duration.ofMinutes(1));
        return new AuctionHouse(loop, records, this::settle, itsFeed, new WatchLists(), new LoopClock(loop), times);
    }

    private static Lot lot(String title) {
        return new Lot(UUID.randomUUID(), title, 1000, 100, Instant.EPOCH.plusSeconds(60));
    }

    private Task<Sale> settle(Lot lot, Bid winning) {
        return createTask(() -> {
            settlements++;
            if (settlementFailures-- > 0) {
                throw new IllegalStateException("no rates");
            }
            Sale sale = new Sale(
                    lot.id(), winning.bidder(), winning.cents(), "USD", BigDecimal.ONE, winning.cents(), Instant.EPOCH);
            records.add(sale);
            return sale;
        });
    }

    @AfterEach
    void endTasks() {
        Set<Task<?>> others = allTasks();
        others.remove(currentTask());
        others.forEach(Task::cancel);
        waitUntil(ALL_COMPLETED, others);
    }

    private Offer offer(Auction auction, String bidder, long cents) {
        return new Offer(UUID.randomUUID(), auction.lot().id(), bidder, cents);
    }

    private Bid bid(String bidder, long cents) {
        return house.bid(offer(lamp, bidder, cents));
    }

    private static void assertRefused(Reason reason, ThrowingCallable call) {
        BidRefusedException refusal = catchThrowableOfType(BidRefusedException.class, call);
        assertThat(refusal).isNotNull();
        assertThat(refusal.reason()).isEqualTo(reason);
    }

    private List<Bid> toldBids() {
        return told.stream()
                .filter(change -> change.kind() == Kind.BID)
                .map(Change::bid)
                .toList();
    }

    private void assertAllAgree(int bids) {
        assertThat(lamp.bids()).hasSize(bids).isEqualTo(records.bids).isEqualTo(toldBids());
    }

    @AsyncioTest
    void aBidIsAcceptedWhenTheDatabaseHasIt() {
        records.time = Duration.ofMillis(40);
        Task<Bid> bidding = createTask(() -> bid("ann", 1000));
        sleepMs(20);
        assertThat(lamp.view().bids()).isZero();
        assertThat(await(bidding).number()).isEqualTo(1);
        assertThat(lamp.view().leader()).isEqualTo("ann");
        assertAllAgree(1);
    }

    @AsyncioTest
    void theRulesAreKept() {
        assertRefused(Reason.TOO_LOW, () -> bid("ann", 999));
        bid("ann", 1000);
        assertRefused(Reason.ALREADY_LEADING, () -> bid("ann", 2000));
        assertRefused(Reason.TOO_LOW, () -> bid("ben", 1099));
        bid("ben", 1100);
        sleep(61);
        assertRefused(Reason.AUCTION_ENDED, () -> bid("ann", 5000));
        assertAllAgree(2);
    }

    @AsyncioTest
    void bidsOnOneAuctionWaitForTheirTurnAndOnOthersDoNot() {
        Auction chair = house.open(lot("chair"));
        records.time = Duration.ofMillis(40);
        Task<Bid> first = createTask(() -> bid("ann", 1000));
        Task<Bid> second = createTask(() -> bid("ben", 1000));
        Task<Bid> third = createTask(() -> bid("cleo", 1100));
        Task<Bid> other = createTask(() -> house.bid(offer(chair, "dan", 1000)));
        waitUntil(ALL_COMPLETED, List.of(first, other));
        assertThat(second.done()).as("waits behind the first").isFalse();
        assertRefused(Reason.TOO_LOW, () -> await(second));
        assertThat(await(third).number()).isEqualTo(2);
        assertThat(await(other).number()).isEqualTo(1);
    }

    @AsyncioTest
    void aBidThatCannotBeRecordedIsNotAccepted() {
        records.failsBeforeWriting = true;
        assertThatThrownBy(() -> bid("ann", 1000)).isInstanceOf(BidNotRecordedException.class);
        assertAllAgree(0);
        records.failsBeforeWriting = false;
        assertThat(bid("ben", 1000).number()).isEqualTo(1);
        assertAllAgree(1);
    }

    @AsyncioTest
    void aBidThatWasRecordedAlthoughTheAnswerWasLostIsFound() {
        Offer offer = offer(lamp, "ann", 1000);
        records.failsAfterWriting = true;
        assertThatThrownBy(() -> house.bid(offer)).isInstanceOf(BidNotRecordedException.class);
        records.failsAfterWriting = false;
        assertThat(house.bid(offer).number()).isEqualTo(1);
        assertAllAgree(1);
    }

    @AsyncioTest
    void whoBidsNextFindsItToo() {
        records.failsAfterWriting = true;
        assertThatThrownBy(() -> bid("ann", 1000)).isInstanceOf(BidNotRecordedException.class);
        records.failsAfterWriting = false;
        assertRefused(Reason.TOO_LOW, () -> bid("ben", 1000));
        assertThat(lamp.view().leader()).isEqualTo("ann");
        assertAllAgree(1);
    }

    @AsyncioTest
    void theSameBidTwiceIsAcceptedOnce() {
        records.time = Duration.ofMillis(40);
        Offer offer = offer(lamp, "ann", 1000);
        Task<Bid> once = createTask(() -> house.bid(offer));
        Task<Bid> again = createTask(() -> house.bid(offer));
        assertThat(await(once)).isEqualTo(await(again));
        sleep(61);
        assertThat(house.bid(offer)).as("also after the end").isEqualTo(await(once));
        assertAllAgree(1);
    }

    @AsyncioTest
    void anotherBidOfTheSameIdIsRefused() {
        Offer offer = offer(lamp, "ann", 1000);
        house.bid(offer);
        assertRefused(Reason.BID_ID_TAKEN, () -> house.bid(new Offer(offer.id(), offer.auction(), "ben", 2000)));
        assertRefused(Reason.BID_ID_TAKEN, () -> house.bid(new Offer(offer.id(), offer.auction(), "ann", 2000)));
        assertAllAgree(1);
    }

    @AsyncioTest
    void aBidderWhoGoesAwayWhileTheBidIsRecordedHasBid() {
        records.time = Duration.ofMillis(40);
        Task<Bid> bidding = createTask(() -> bid("ann", 1000));
        sleepMs(20);
        bidding.cancel();
        assertThatThrownBy(() -> await(bidding)).isInstanceOf(CancelledError.class);
        assertRefused(Reason.TOO_LOW, () -> bid("ben", 1000));
        assertAllAgree(1);
    }

    @AsyncioTest
    void aBidderWhoGoesAwayBeforeTheTurnHasNot() {
        records.time = Duration.ofMillis(40);
        Task<Bid> first = createTask(() -> bid("ann", 1000));
        Task<Bid> gone = createTask(() -> bid("ben", 1100));
        sleepMs(20);
        gone.cancel();
        await(first);
        assertThat(bid("cleo", 1100).number()).isEqualTo(2);
        assertAllAgree(2);
    }

    /** The test fails if an error is left that nobody handles. */
    @AsyncioTest
    void aFailureIsNobodysWhenTheBidderHasGone() {
        records.time = Duration.ofMillis(40);
        records.failsBeforeWriting = true;
        Task<Bid> bidding = createTask(() -> bid("ann", 1000));
        sleepMs(20);
        bidding.cancel();
        sleepMs(100);
        assertAllAgree(0);
    }

    @AsyncioTest
    void anAuctionEndsByTheClockAndHasOneWinner() {
        bid("ann", 1000);
        bid("ben", 1100);
        Task<AuctionView> waiting = createTask(() -> house.awaitEnd(lamp.lot().id()));
        sleep(59.9);
        assertThat(waiting.done()).isFalse();
        assertThat(await(waiting).leader()).isEqualTo("ben");
        sleep(1);
        assertThat(lamp.view().sale().winner()).isEqualTo("ben");
        assertThat(records.sales).hasSize(1);
        assertThat(told).extracting(Change::kind).endsWith(Kind.ENDED, Kind.SETTLED);
        sleep(70);
        assertThat(told).extracting(Change::kind).endsWith(Kind.GONE);
        assertThatThrownBy(() -> house.auction(lamp.lot().id())).isInstanceOf(NoSuchAuctionException.class);
    }

    @AsyncioTest
    void aBidThatCameInTimeCountsThoughTheDatabaseWasLate() {
        sleep(59.99);
        records.time = Duration.ofMillis(500);
        assertThat(bid("ann", 1000).number()).isEqualTo(1);
        sleep(2);
        assertThat(lamp.view().sale().winner()).isEqualTo("ann");
    }

    @AsyncioTest
    void withoutABidNothingIsSold() {
        sleep(61);
        assertThat(lamp.view().ended()).isTrue();
        assertThat(settlements).isZero();
    }

    @AsyncioTest
    void aSettlementThatFailsIsTriedAgain() {
        settlementFailures = 2;
        bid("ann", 1000);
        sleep(61);
        assertThat(lamp.view().sale()).isNull();
        sleep(11);
        assertThat(lamp.view().sale().winner()).isEqualTo("ann");
        assertThat(settlements).isEqualTo(3);
    }

    @AsyncioTest
    void anotherHouseBeginsWithWhatIsRecorded() {
        bid("ann", 1000);
        AuctionHouse other = newHouse(new Feed(LIMIT));
        other.open();
        assertThat(other.auction(lamp.lot().id()).view()).isEqualTo(lamp.view());
        assertThat(other.auction(lamp.lot().id()).bids()).isEqualTo(lamp.bids());
    }

    @AsyncioTest
    void aReaderGetsASnapshotAndThenEachChange() {
        try (FeedSubscription reader = house.subscribe()) {
            assertThat(reader.next())
                    .isInstanceOfSatisfying(FeedMessage.Snapshot.class, snapshot -> assertThat(snapshot.auctions())
                            .containsExactly(lamp.view()));
            Bid bid = bid("ann", 1000);
            assertThat(reader.next()).isEqualTo(new Change(Kind.BID, lamp.view(), bid));
        }
        assertThat(feed.subscriberCount()).isZero();
    }

    @AsyncioTest
    void aSlowReaderGetsASnapshotInPlaceOfWhatWouldGrow() {
        try (FeedSubscription reader = house.subscribe()) {
            reader.next();
            for (int i = 0; i < 100; i++) {
                bid(i % 2 == 0 ? "ann" : "ben", 1000 + 100 * i);
                assertThat(reader.waitingCount()).isLessThanOrEqualTo(LIMIT);
            }
            assertThat(reader.next())
                    .isInstanceOfSatisfying(FeedMessage.Snapshot.class, snapshot -> assertThat(snapshot.auctions())
                            .containsExactly(lamp.view()));
            Bid bid = bid("ann", 20_000);
            assertThat(reader.next()).isEqualTo(new Change(Kind.BID, lamp.view(), bid));
        }
    }

    @AsyncioTest
    void whoWaitsIsLetGoWhenTheHouseCloses() {
        Task<AuctionView> waiting = createTask(() -> house.awaitEnd(lamp.lot().id()));
        FeedSubscription reader = house.subscribe();
        reader.next();
        Task<FeedMessage> reading = createTask(reader::next);
        sleep(1);
        house.beginToClose();
        assertThatThrownBy(() -> await(waiting)).isInstanceOf(HouseClosingException.class);
        assertThatThrownBy(() -> house.awaitEnd(lamp.lot().id())).isInstanceOf(HouseClosingException.class);
        assertThat(await(reading)).isNull();
        assertThat(bid("ann", 1000).number()).as("bids are taken to the last").isEqualTo(1);
    }

    @AsyncioTest
    void anAuctionIsRefusedOutsideOfItsLoop() {
        assertThatThrownBy(() -> toThread(() -> lamp.view()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The auction 'lamp' lives on Loop[")
                .hasMessageContaining("use loop.createTask(...)");
    }

    /** The loop's own, which jumps. */
    static final class LoopClock extends Clock {
        private static final double NANOS = 1e9;

        private final Loop loop;

        LoopClock(Loop loop) {
            this.loop = loop;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(Math.round(loop.time() * NANOS));
        }
    }
}
