package io.asyncio.examples.auction.web;

import io.asyncio.examples.auction.house.AuctionView;
import io.asyncio.examples.auction.house.Bid;
import io.asyncio.examples.auction.house.House;
import io.asyncio.examples.auction.house.Lot;
import io.asyncio.examples.auction.house.Offer;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.WebSession;

/** In direct style: each request is a task, which suspends where the house does. */
@RestController
@RequestMapping("/api/auctions")
class AuctionController {
    private static final long MOST_CENTS = 1_000_000_000_00L;

    private final House house;
    private final Clock clock;

    AuctionController(House house, Clock clock) {
        this.house = house;
        this.clock = clock;
    }

    record NewAuction(
            @NotBlank @Size(max = 80) String title,
            @Min(1) @Max(MOST_CENTS) long startingCents,
            @Min(1) @Max(MOST_CENTS) long incrementCents,
            @Min(10) @Max(7 * 24 * 3600) long seconds) {}

    /** The id is the bidder's choice: who has heard nothing of a bid sends it again, and has bid once. */
    record NewBid(@NotNull UUID id, @Min(1) @Max(MOST_CENTS) long cents) {}

    @GetMapping
    List<AuctionView> all() {
        return house.views();
    }

    @GetMapping("/{id}")
    AuctionView one(@PathVariable UUID id) {
        return house.view(id);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    AuctionView open(@Valid @RequestBody NewAuction wanted, WebSession session) {
        Bidder.of(session);
        Lot lot = new Lot(
                UUID.randomUUID(),
                wanted.title().strip(),
                wanted.startingCents(),
                wanted.incrementCents(),
                clock.instant().plusSeconds(wanted.seconds()).truncatedTo(ChronoUnit.MILLIS));
        return house.sell(lot);
    }

    @PostMapping("/{id}/bids")
    Bid bid(@PathVariable UUID id, @Valid @RequestBody NewBid wanted, WebSession session) {
        return house.bid(new Offer(wanted.id(), id, Bidder.of(session), wanted.cents()));
    }

    /** Answers when the auction has ended. */
    @GetMapping("/{id}/end")
    AuctionView end(@PathVariable UUID id) {
        return house.awaitEnd(id);
    }
}
