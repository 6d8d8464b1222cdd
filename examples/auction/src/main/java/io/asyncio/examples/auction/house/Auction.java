package io.asyncio.examples.auction.house;

import static io.asyncio.examples.auction.house.BidRefusedException.Reason.ALREADY_LEADING;
import static io.asyncio.examples.auction.house.BidRefusedException.Reason.AUCTION_ENDED;
import static io.asyncio.examples.auction.house.BidRefusedException.Reason.BID_ID_TAKEN;
import static io.asyncio.examples.auction.house.BidRefusedException.Reason.TOO_LOW;

import io.asyncio.Event;
import io.asyncio.Lock;
import io.asyncio.Loop;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One auction and its state. It lives on one loop, its home, and is refused elsewhere: its fields are plain. Between two
 * suspensions nobody else sees them, and what suspends in the middle, as recording a bid does, takes {@link #turn} first.
 */
public final class Auction {
    private final Lot lot;
    private final Loop home;
    private final Map<UUID, Bid> bids = new LinkedHashMap<>();
    private final Lock turn = new Lock(); // no thread's lock: tasks wait suspended, in the order in which they came
    private final Event over = new Event();
    private @Nullable Bid leading;
    private @Nullable Sale sale;
    private boolean ended;
    private boolean inDoubt;

    Auction(Lot lot, Loop home) {
        this.lot = lot;
        this.home = home;
    }

    public Lot lot() {
        return lot;
    }

    Lock turn() {
        requireHome();
        return turn;
    }

    /** As it is now. */
    public AuctionView view() {
        requireHome();
        Bid highest = leading;
        return new AuctionView(
                lot.id(),
                lot.title(),
                highest == null ? lot.startingCents() : highest.cents(),
                minimumCents(),
                highest == null ? null : highest.bidder(),
                bids.size(),
                lot.endsAt(),
                ended,
                sale);
    }

    /** The accepted bids, in their order. */
    public List<Bid> bids() {
        requireHome();
        return List.copyOf(bids.values());
    }

    private long minimumCents() {
        return leading == null ? lot.startingCents() : leading.cents() + lot.incrementCents();
    }

    /** The bid of this id that was accepted before, or null. */
    @Nullable
    Bid accepted(Offer offer) {
        requireHome();
        Bid before = bids.get(offer.id());
        if (before != null && !before.isOf(offer)) {
            throw refusal(BID_ID_TAKEN, "Another bid has the id " + offer.id());
        }
        return before;
    }

    /** The bid that {@code offer} is by the rules; nothing has changed yet. */
    Bid judge(Offer offer, Instant now) {
        requireHome();
        if (ended || !now.isBefore(lot.endsAt())) {
            throw refusal(AUCTION_ENDED, "The auction has ended");
        }
        if (leading != null && leading.bidder().equals(offer.bidder())) {
            throw refusal(ALREADY_LEADING, "You lead already");
        }
        if (offer.cents() < minimumCents()) {
            throw refusal(TOO_LOW, "The next bid has to be " + Cents.format(minimumCents()) + " at least");
        }
        Instant at = now.truncatedTo(ChronoUnit.MILLIS); // what databases keep
        return new Bid(offer.id(), lot.id(), bids.size() + 1, offer.bidder(), offer.cents(), at);
    }

    private BidRefusedException refusal(BidRefusedException.Reason reason, String message) {
        return new BidRefusedException(reason, minimumCents(), message);
    }

    void accept(Bid bid) {
        requireHome();
        bids.put(bid.id(), bid);
        leading = bid;
    }

    /** What the database says is right, and what was here is not. */
    void replaceBids(List<Bid> recorded) {
        requireHome();
        bids.clear();
        leading = null;
        recorded.forEach(this::accept);
        inDoubt = false;
    }

    /** The database may have a bid that is not here: ask it before the next one. */
    void doubt() {
        requireHome();
        inDoubt = true;
    }

    boolean isInDoubt() {
        return inDoubt;
    }

    boolean isDue(Instant now) {
        return !ended && !now.isBefore(lot.endsAt());
    }

    void end() {
        requireHome();
        ended = true;
        over.set();
    }

    void settle(Sale done) {
        requireHome();
        sale = done;
    }

    @Nullable
    Bid leading() {
        requireHome();
        return leading;
    }

    /** Nobody needs it any more: it has ended, and is paid if it was sold. */
    boolean isDone() {
        return ended && (leading == null || sale != null);
    }

    /** Suspends until it has ended, or {@link #stopWaiting} was called. */
    void awaitEnd() {
        over.await();
        if (!ended) {
            throw new HouseClosingException();
        }
    }

    void stopWaiting() {
        over.set();
    }

    private void requireHome() {
        if (!home.isCurrent()) {
            throw new IllegalStateException("The auction '" + lot.title() + "' lives on " + home
                    + ", and was touched in thread '" + Thread.currentThread().getName()
                    + "': use loop.createTask(...)");
        }
    }

    @Override
    public String toString() {
        return "Auction[" + lot.title() + ", " + bids.size() + " bids" + (ended ? ", ended]" : "]");
    }
}
