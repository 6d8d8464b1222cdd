package io.asyncio.examples.auction.web;

import io.asyncio.examples.auction.bots.Bots;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** How many bots bid. */
@RestController
class BotController {
    private final Bots bots;

    BotController(Bots bots) {
        this.bots = bots;
    }

    record Count(@Min(0) @Max(Bots.MOST) int count) {}

    @GetMapping("/api/bots")
    Count count() {
        return new Count(bots.count());
    }

    @PutMapping("/api/bots")
    Count setCount(@Valid @RequestBody Count wanted) {
        bots.setCount(wanted.count());
        return count();
    }
}
