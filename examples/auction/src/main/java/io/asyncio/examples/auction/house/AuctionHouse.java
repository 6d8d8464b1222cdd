package io.asyncio.examples.auction.house;

import static io.asyncio.Asyncio.ALL_COMPLETED;
import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.every;
import static io.asyncio.Asyncio.shield;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.waitUntil;

import io.asyncio.CancelledError;
import io.asyncio.Future;
import io.asyncio.Held;
import io.asyncio.Lock;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.TaskOptions;
import io.asyncio.examples.auction.house.FeedMessage.Change;
import io.asyncio.examples.auction.house.FeedMessage.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The auctions, by their ids. All methods are called on the house's loop, and those that say so suspend the current task.
 *
 * <p>A bid is accepted when the database has it: it is in the memory, and told, after that. While the database has not
 * answered, other bids on the same auction wait for their turn, those on others do not.
 */
public final class AuctionHouse implements House {
    private static final Logger LOG = LoggerFactory.getLogger(AuctionHouse.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration BEFORE_SETTLING_AGAIN = Duration.ofSeconds(5);

    private final Loop loop;
    private final Records records;
    private final Cashier cashier;
    private final Feed feed;
    private final WatchLists watchLists;
    private final Clock clock;
    private final HouseTimes times;
    private final Map<UUID, Auction> auctions = new LinkedHashMap<>();
    private final Set<Task<?>> recordings = new LinkedHashSet<>();
    private final Lock following = new Lock();
    private Predicate<UUID> isHome = id -> true;
    private boolean closing;

    public AuctionHouse(
            Loop loop,
            Records records,
            Cashier cashier,
            Feed feed,
            WatchLists watchLists,
            Clock clock,
            HouseTimes times) {
        this.loop = loop;
        this.records = records;
        this.cashier = cashier;
        this.feed = feed;
        this.watchLists = watchLists;
        this.clock = clock;
        this.times = times;
    }

    @Override
    public void open() {
        open(id -> true);
    }

    /** With the auctions that live here; {@link #follow} is to be called when {@code here} has changed. Suspends. */
    public void open(Predicate<UUID> here) {
        isHome = here;
        records.prepare();
        follow();
        loop.createTask("ends of auctions", () -> every(times.tick(), this::endWhatIsDue));
        loop.createTask("heartbeat", () -> every(HEARTBEAT, () -> feed.tell(new FeedMessage.Heartbeat())));
    }

    /** Lets go of auctions that live elsewhere now, and begins with those that have come, as they are recorded; suspends. */
    public void follow() {
        try (Held alone = following.hold()) {
            auctions.keySet().removeIf(isHome.negate()); // a bid that is under way ends by what the database says
            for (Lot lot : records.lots(clock.instant().minus(times.keepEnded()))) {
                if (isHome.test(lot.id()) && !auctions.containsKey(lot.id())) {
                    begin(lot);
                }
            }
        }
    }

    private void begin(Lot lot) {
        Auction auction = new Auction(lot, loop);
        auction.replaceBids(records.bids(lot.id()));
        records.sale(lot.id()).ifPresent(sale -> {
            auction.end();
            auction.settle(sale);
        });
        auctions.putIfAbsent(lot.id(), auction);
    }

    /** Opens an auction; suspends. */
    public Auction open(Lot lot) {
        records.add(lot);
        Auction auction = auctions.computeIfAbsent(lot.id(), id -> new Auction(lot, loop));
        tell(Kind.OPENED, auction, null);
        return auction;
    }

    @Override
    public AuctionView sell(Lot lot) {
        return open(lot).view();
    }

    public Auction auction(UUID id) {
        Auction auction = auctions.get(id);
        if (auction == null) {
            throw new NoSuchAuctionException(id);
        }
        return auction;
    }

    @Override
    public AuctionView view(UUID id) {
        return auction(id).view();
    }

    @Override
    public boolean shows(UUID id) {
        return auctions.containsKey(id);
    }

    /** Whether it lives here, if it exists. */
    public boolean isHome(UUID id) {
        return isHome.test(id);
    }

    @Override
    public List<AuctionView> views() {
        return auctions.values().stream().map(Auction::view).toList();
    }

    /** What there would be to tell of the auction now. */
    public Change latest(Auction auction) {
        List<Bid> bids = auction.bids();
        AuctionView view = auction.view();
        Kind kind = view.sale() != null
                ? Kind.SETTLED
                : view.ended() ? Kind.ENDED : bids.isEmpty() ? Kind.OPENED : Kind.BID;
        return new Change(kind, view, kind == Kind.BID ? bids.get(bids.size() - 1) : null);
    }

    public List<Auction> auctions() {
        return List.copyOf(auctions.values());
    }

    public FeedMessage.Snapshot snapshot() {
        return new FeedMessage.Snapshot(clock.instant(), views());
    }

    @Override
    public FeedSubscription subscribe() {
        return feed.subscribe(this::snapshot);
    }

    @Override
    public Bid bid(Offer offer) {
        Auction auction = auction(offer.auction());
        auction.turn().acquire();
        TaskOptions options = TaskOptions.named("bid of " + offer.bidder()).withDoneCallback(done -> {
            recordings.remove(done);
            auction.turn().release();
            markSeen(done);
        });
        Task<Bid> recording = loop.createTask(options, () -> record(auction, offer));
        recordings.add(recording);
        return await(shield(recording));
    }

    /** A failure is the bidder's, who may have gone. */
    private static void markSeen(Future<?> done) {
        if (!done.cancelled()) {
            done.exception();
        }
    }

    private Bid record(Auction auction, Offer offer) {
        resolveDoubt(auction);
        Bid before = auction.accepted(offer);
        if (before != null) {
            return before;
        }
        Bid bid = auction.judge(offer, clock.instant());
        try {
            records.add(bid);
        } catch (RuntimeException e) {
            auction.doubt();
            LOG.warn("The bid {} could not be recorded", bid, e);
            throw new BidNotRecordedException(e);
        } catch (CancelledError e) {
            auction.doubt();
            throw e;
        }
        accept(auction, bid);
        return bid;
    }

    private void accept(Auction auction, Bid bid) {
        auction.accept(bid);
        LOG.debug(
                "{} bids {} for {}",
                bid.bidder(),
                Cents.format(bid.cents()),
                auction.lot().title());
        tell(Kind.BID, auction, bid);
    }

    /** After a failure nobody knows whether the database has the bid. It does now, and so does who bids next. */
    private void resolveDoubt(Auction auction) {
        if (!auction.isInDoubt()) {
            return;
        }
        List<Bid> recorded;
        try {
            recorded = records.bids(auction.lot().id());
        } catch (RuntimeException e) {
            throw new BidNotRecordedException(e);
        }
        List<Bid> known = auction.bids();
        auction.replaceBids(recorded.subList(0, Math.min(known.size(), recorded.size())));
        recorded.stream().skip(known.size()).forEach(bid -> accept(auction, bid));
    }

    @Override
    public AuctionView awaitEnd(UUID id) {
        Auction auction = auction(id);
        if (closing) {
            throw new HouseClosingException();
        }
        auction.awaitEnd();
        return auction.view();
    }

    private void endWhatIsDue() {
        Instant now = clock.instant();
        for (Auction auction : List.copyOf(auctions.values())) {
            if (auction.isDue(now)) {
                endOrLeaveForNextTime(auction);
            } else if (auction.isDone() && auction.lot().endsAt().isBefore(now.minus(times.keepEnded()))) {
                forget(auction);
            }
        }
    }

    private void endOrLeaveForNextTime(Auction auction) {
        try {
            end(auction);
        } catch (RuntimeException e) {
            LOG.warn("{} could not be ended, which is tried again", auction, e);
        }
    }

    private void end(Auction auction) {
        try (Held turn = auction.turn().hold()) { // after the bids that came in time
            records.end(auction.lot().id());
            auction.doubt(); // others may have written, until then
            resolveDoubt(auction);
            auction.end();
        }
        tell(Kind.ENDED, auction, null);
        Bid winning = auction.leading();
        if (winning != null && !auction.isDone()) {
            loop.createTask("settlement of " + auction.lot().title(), () -> settle(auction, winning));
        }
    }

    private void settle(Auction auction, Bid winning) {
        while (!auction.isDone()) {
            try {
                auction.settle(await(cashier.settle(auction.lot(), winning)));
            } catch (RuntimeException e) {
                LOG.warn("{} could not be settled, which is tried again", auction, e);
                sleep(BEFORE_SETTLING_AGAIN);
            }
        }
        LOG.info("{} is sold to {} for {}", auction.lot().title(), winning.bidder(), Cents.format(winning.cents()));
        tell(Kind.SETTLED, auction, null);
    }

    private void forget(Auction auction) {
        auctions.remove(auction.lot().id());
        watchLists.remove(auction.lot().id());
        tell(Kind.GONE, auction, null);
    }

    private void tell(Kind kind, Auction auction, @Nullable Bid bid) {
        feed.tell(new Change(kind, auction.view(), bid));
    }

    @Override
    public boolean hasShowroom() {
        return true;
    }

    @Override
    public void beginToClose() {
        closing = true;
        auctions.values().forEach(Auction::stopWaiting);
        feed.end();
    }

    @Override
    public void awaitRecordings() {
        if (!recordings.isEmpty()) {
            waitUntil(ALL_COMPLETED, List.copyOf(recordings));
        }
    }
}
