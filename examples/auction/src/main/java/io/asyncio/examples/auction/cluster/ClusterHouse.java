package io.asyncio.examples.auction.cluster;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.toThread;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.asyncio.Event;
import io.asyncio.Loop;
import io.asyncio.examples.auction.house.Auction;
import io.asyncio.examples.auction.house.AuctionHouse;
import io.asyncio.examples.auction.house.AuctionView;
import io.asyncio.examples.auction.house.Bid;
import io.asyncio.examples.auction.house.Feed;
import io.asyncio.examples.auction.house.FeedMessage.Snapshot;
import io.asyncio.examples.auction.house.FeedSubscription;
import io.asyncio.examples.auction.house.House;
import io.asyncio.examples.auction.house.HouseClosingException;
import io.asyncio.examples.auction.house.Lot;
import io.asyncio.examples.auction.house.NoSuchAuctionException;
import io.asyncio.examples.auction.house.Offer;
import io.asyncio.examples.cluster.Homes;
import io.asyncio.examples.cluster.HomesClosedException;
import io.asyncio.examples.cluster.Request;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The house as one of several nodes sees it. An auction lives in the {@link AuctionHouse} of its home, which is a call away
 * or here; the {@link Board} knows how all of them are. What must not happen twice is refused by the database.
 */
final class ClusterHouse implements House, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterHouse.class);
    private static final String SHOWROOM = "showroom";
    private static final Duration BEFORE_TRYING_AGAIN = Duration.ofMillis(500);
    private static final int TRIES_TO_OPEN = 5;

    private final Loop loop;
    private final AuctionHouse here;
    private final Board board;
    private final Feed feed;
    private final Clock clock;
    private final Config config;
    private final Event moved = new Event();
    private volatile @Nullable HazelcastInstance hazelcast;
    private volatile @Nullable Homes<AuctionHouse> homes;
    private boolean closing;

    ClusterHouse(Loop loop, AuctionHouse here, Board board, Feed feed, Clock clock, Config config) {
        this.loop = loop;
        this.here = here;
        this.board = board;
        this.feed = feed;
        this.clock = clock;
        this.config = config;
    }

    /** Joins last: as soon as this node is a member, keys move here. */
    @Override
    public void open() {
        openHere(TRIES_TO_OPEN);
        HazelcastInstance joined = toThread(() -> Hazelcast.newHazelcastInstance(config));
        hazelcast = joined;
        toThread(() -> board.connect(joined));
        Homes<AuctionHouse> all = toThread(() -> Homes.open(joined, loop, "auctions", here));
        homes = all;
        all.onMove(moved::set);
        follow();
        loop.createTask("moving of auctions", this::followMoves);
    }

    /** Several nodes that make the tables at once may disturb each other. */
    private void openHere(int tries) {
        try {
            here.open(this::isHome);
        } catch (RuntimeException e) {
            if (tries == 1) {
                throw e;
            }
            sleep(BEFORE_TRYING_AGAIN);
            openHere(tries - 1);
        }
    }

    private boolean isHome(Object key) {
        Homes<AuctionHouse> all = homes;
        return all != null && all.isHome(key);
    }

    private void followMoves() {
        while (true) {
            moved.await();
            moved.clear();
            try {
                follow();
            } catch (RuntimeException e) {
                LOG.warn("Auctions that have moved could not be followed, which is tried again", e);
                sleep(BEFORE_TRYING_AGAIN);
                moved.set();
            }
        }
    }

    /** The database says how auctions are that have come here. */
    private void follow() {
        here.follow();
        for (Auction auction : here.auctions()) {
            board.post(here.latest(auction));
        }
        board.refresh();
        for (AuctionView view : board.views()) {
            if (view.ended() && isHome(view.id()) && !here.shows(view.id())) {
                board.remove(view.id()); // its home has left before it did that
            }
        }
    }

    private Homes<AuctionHouse> homes() {
        return Objects.requireNonNull(homes, "the house is not open yet");
    }

    private <T> T ask(UUID auction, Request<AuctionHouse, T> request) {
        try {
            return await(homes().callUntilAnswered(auction, request));
        } catch (HomesClosedException leaving) {
            throw new HouseClosingException();
        }
    }

    @Override
    public AuctionView sell(Lot lot) {
        return ask(lot.id(), new Sell(lot));
    }

    @Override
    public Bid bid(Offer offer) {
        return ask(offer.auction(), new PlaceBid(offer));
    }

    List<Bid> bidsAtHome(UUID auction) {
        return ask(auction, new BidsAtHome(auction));
    }

    @Override
    public AuctionView view(UUID id) {
        AuctionView view = board.view(id);
        if (view == null) {
            throw new NoSuchAuctionException(id);
        }
        return view;
    }

    @Override
    public boolean shows(UUID id) {
        return board.view(id) != null;
    }

    @Override
    public List<AuctionView> views() {
        return board.views();
    }

    @Override
    public FeedSubscription subscribe() {
        return feed.subscribe(() -> new Snapshot(clock.instant(), views()));
    }

    @Override
    public AuctionView awaitEnd(UUID id) {
        view(id); // there is one
        try (FeedSubscription changes = subscribe()) {
            while (changes.next() != null) {
                if (view(id).ended()) {
                    return view(id);
                }
            }
            throw new HouseClosingException();
        }
    }

    /** One node owns this key, too. */
    @Override
    public boolean hasShowroom() {
        return !closing && isHome(SHOWROOM);
    }

    /** Where an auction lives; null while nobody has taken over from a node that has left. */
    @Nullable
    Member homeOf(UUID auction) {
        return homes().home(auction);
    }

    HazelcastInstance hazelcast() {
        return Objects.requireNonNull(hazelcast, "the house is not open yet");
    }

    @Override
    public void beginToClose() {
        closing = true;
        here.beginToClose();
        feed.end();
    }

    /** The loop goes on with what is here, until others have it. */
    @Override
    public void awaitRecordings() {
        toThread(() -> hazelcast().shutdown());
        here.awaitRecordings();
    }

    /** An application that could not start has to end. */
    @Override
    public void close() {
        HazelcastInstance member = hazelcast;
        if (member != null) {
            member.getLifecycleService().terminate();
        }
    }
}
