package io.asyncio.examples.auction.bots;

import static io.asyncio.Asyncio.every;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.withReactorContext;

import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.examples.auction.AuctionProperties;
import io.asyncio.examples.auction.TraceFilter;
import io.asyncio.examples.auction.house.AuctionView;
import io.asyncio.examples.auction.house.BidNotRecordedException;
import io.asyncio.examples.auction.house.BidRefusedException;
import io.asyncio.examples.auction.house.House;
import io.asyncio.examples.auction.house.HouseClosingException;
import io.asyncio.examples.auction.house.NoSuchAuctionException;
import io.asyncio.examples.auction.house.Offer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import reactor.util.context.Context;

/** Bidders that are no people: each is a task, which waits, chooses an auction, and bids. Used on the loop. */
@Component
public class Bots {
    /** More are not made. */
    public static final int MOST = 20;

    private static final Logger LOG = LoggerFactory.getLogger(Bots.class);
    private static final List<String> NAMES = List.of("Ada", "Blaise", "Grace", "Edsger", "Alan", "Barbara", "Donald");
    private static final int SHORTEST_PAUSE_MS = 800;
    private static final int LONGEST_PAUSE_MS = 4_000;

    private final Loop loop;
    private final House house;
    private final int atStart;
    private final Random random = new Random();
    private final Deque<Task<?>> bots = new ArrayDeque<>();
    private boolean besideShowroom;

    Bots(Loop loop, House house, AuctionProperties properties) {
        this.loop = loop;
        this.house = house;
        this.atStart = properties.bots();
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        if (atStart > 0) {
            loop.createTask("bots of the showroom", () -> every(Duration.ofSeconds(1), this::followShowroom));
        }
    }

    /** They bid where the showroom is, which may move. */
    private void followShowroom() {
        if (house.hasShowroom() != besideShowroom) {
            besideShowroom = house.hasShowroom();
            setCount(besideShowroom ? atStart : 0);
        }
    }

    public int count() {
        return bots.size();
    }

    /** Makes bots, or ends some, until there are so many. */
    public void setCount(int wanted) {
        while (bots.size() < Math.min(wanted, MOST)) {
            String name = NAMES.get(bots.size() % NAMES.size()) + " (bot " + (bots.size() + 1) + ")";
            bots.addLast(loop.createTask(
                    name, () -> withReactorContext(Context.of(TraceFilter.KEY, name), () -> bidForEver(name))));
        }
        while (bots.size() > Math.max(wanted, 0)) {
            bots.removeLast().cancel();
        }
    }

    private void bidForEver(String name) {
        while (true) {
            sleepMs(SHORTEST_PAUSE_MS + random.nextInt(LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS));
            List<AuctionView> open = house.views().stream()
                    .filter(auction -> !auction.ended() && !name.equals(auction.leader()))
                    .toList();
            if (!open.isEmpty()) {
                bid(name, open.get(random.nextInt(open.size())));
            }
        }
    }

    private void bid(String name, AuctionView auction) {
        long cents = auction.minimumCents() + random.nextInt(4) * 100L;
        try {
            house.bid(new Offer(UUID.randomUUID(), auction.id(), name, cents));
        } catch (BidRefusedException
                | BidNotRecordedException
                | NoSuchAuctionException
                | HouseClosingException tooLate) {
            LOG.debug("{} was too late", name, tooLate);
        }
    }
}
