package io.asyncio.examples.auction.web;

import io.asyncio.Loop;
import io.asyncio.examples.auction.house.AuctionView;
import io.asyncio.examples.auction.house.Bid;
import io.asyncio.examples.auction.house.House;
import io.asyncio.examples.auction.house.WatchLists;
import io.asyncio.examples.auction.store.BidRows;
import io.asyncio.examples.auction.store.WatchRows;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** In Reactor's style, on the same loop: what touches the house's fields is behind {@code publishOn(loop.scheduler())}. */
@RestController
class WatchController {
    private static final Logger LOG = LoggerFactory.getLogger(WatchController.class);

    private final Loop loop;
    private final House house;
    private final WatchLists watchLists;
    private final WatchRows watchRows;
    private final BidRows bidRows;

    WatchController(Loop loop, House house, WatchLists watchLists, WatchRows watchRows, BidRows bidRows) {
        this.loop = loop;
        this.house = house;
        this.watchLists = watchLists;
        this.watchRows = watchRows;
        this.bidRows = bidRows;
    }

    @GetMapping("/api/watched")
    Flux<AuctionView> watched(WebSession session) {
        Set<UUID> ids = watchLists.of(Bidder.of(session));
        return Flux.fromIterable(house.views()).filter(auction -> ids.contains(auction.id()));
    }

    @PutMapping("/api/watched/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> watch(@PathVariable UUID id, WebSession session) {
        String bidder = Bidder.of(session);
        house.view(id); // there is one
        return watchRows
                .add(bidder, id)
                .publishOn(loop.scheduler()) // a driver may answer in a thread of its own
                .doOnSuccess(done -> {
                    watchLists.add(bidder, id);
                    LOG.debug("{} watches {}", bidder, id);
                });
    }

    @DeleteMapping("/api/watched/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> unwatch(@PathVariable UUID id, WebSession session) {
        String bidder = Bidder.of(session);
        return watchRows
                .remove(bidder, id)
                .publishOn(loop.scheduler())
                .doOnSuccess(done -> watchLists.remove(bidder, id));
    }

    /** As the database has them, also of auctions which the house shows no more. */
    @GetMapping("/api/auctions/{id}/bids")
    Flux<Bid> bids(@PathVariable UUID id) {
        return bidRows.of(id);
    }
}
