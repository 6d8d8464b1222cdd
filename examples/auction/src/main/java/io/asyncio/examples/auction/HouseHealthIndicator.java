package io.asyncio.examples.auction;

import static io.asyncio.reactor.ReactorAdapter.mono;

import io.asyncio.Loop;
import io.asyncio.examples.auction.house.House;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Whether the house's loop answers. */
@Component
class HouseHealthIndicator implements ReactiveHealthIndicator {
    private final Loop loop;
    private final House house;

    HouseHealthIndicator(Loop loop, House house) {
        this.loop = loop;
        this.house = house;
    }

    @Override
    public Mono<Health> health() {
        return mono(
                loop,
                () -> Health.up().withDetail("auctions", house.views().size()).build());
    }
}
