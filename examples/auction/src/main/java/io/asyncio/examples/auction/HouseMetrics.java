package io.asyncio.examples.auction;

import io.asyncio.examples.auction.house.Feed;
import io.asyncio.examples.auction.house.FeedMessage;
import io.asyncio.examples.auction.house.FeedMessage.Change;
import io.asyncio.examples.auction.house.House;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** Counts what the feed tells; the registry is read by other threads. */
@Component
class HouseMetrics {
    private final MeterRegistry registry;
    private final House house;
    private final Feed feed;
    private final AtomicInteger openAuctions;
    private final AtomicInteger readers;

    HouseMetrics(MeterRegistry registry, House house, Feed feed) {
        this.registry = registry;
        this.house = house;
        this.feed = feed;
        this.openAuctions = registry.gauge("auction.open", new AtomicInteger());
        this.readers = registry.gauge("auction.readers", new AtomicInteger());
        feed.listen(this::count);
    }

    private void count(FeedMessage message) {
        openAuctions.set(
                (int) house.views().stream().filter(auction -> !auction.ended()).count());
        readers.set(feed.subscriberCount());
        if (message instanceof Change change) {
            String kind = change.kind().name().toLowerCase(Locale.ROOT);
            registry.counter("auction.events", "kind", kind).increment();
        }
    }
}
