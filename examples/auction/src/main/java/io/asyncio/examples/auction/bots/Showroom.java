package io.asyncio.examples.auction.bots;

import static io.asyncio.Asyncio.every;

import io.asyncio.Loop;
import io.asyncio.examples.auction.AuctionProperties;
import io.asyncio.examples.auction.house.AuctionView;
import io.asyncio.examples.auction.house.House;
import io.asyncio.examples.auction.house.Lot;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Opens auctions, so that there are always some. */
@Component
class Showroom {
    private static final Logger LOG = LoggerFactory.getLogger(Showroom.class);
    private static final List<String> TITLES = List.of(
            "Brass telescope",
            "Typewriter, 1936",
            "Walnut chess set",
            "Atlas of the moon",
            "Railway station clock",
            "Red enamel teapot",
            "Box of vinyl records",
            "Ship in a bottle",
            "Slide rule with case",
            "Globe with a dent");
    private static final int SHORTEST_SECONDS = 60;
    private static final int LONGEST_SECONDS = 300;

    private final Loop loop;
    private final House house;
    private final Clock clock;
    private final int wanted;
    private final Random random = new Random();
    private int opened;

    Showroom(Loop loop, House house, Clock clock, AuctionProperties properties) {
        this.loop = loop;
        this.house = house;
        this.clock = clock;
        this.wanted = properties.lots();
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        if (wanted > 0) {
            loop.createTask("showroom", () -> every(Duration.ofSeconds(1), this::fillOrLeaveForNextTime));
        }
    }

    private void fillOrLeaveForNextTime() {
        try {
            fill();
        } catch (RuntimeException e) {
            LOG.warn("The showroom could not be filled, which is tried again", e);
        }
    }

    private void fill() {
        if (!house.hasShowroom()) {
            return;
        }
        long open = house.views().stream().filter(this::isOpen).count();
        for (long i = open; i < wanted; i++) {
            house.sell(next());
        }
    }

    private boolean isOpen(AuctionView auction) {
        return !auction.ended();
    }

    private Lot next() {
        String title = TITLES.get(opened++ % TITLES.size());
        long starting = (5 + random.nextInt(60)) * 100L;
        int seconds = SHORTEST_SECONDS + random.nextInt(LONGEST_SECONDS - SHORTEST_SECONDS);
        return new Lot(
                UUID.randomUUID(),
                title,
                starting,
                Math.max(100, starting / 20),
                clock.instant().plusSeconds(seconds).truncatedTo(ChronoUnit.MILLIS));
    }
}
