package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.scheduler.Scheduler;

/** A request whose parts arrive on its loop: a method that takes one of them and returns a Mono is called there, too. */
final class LoopExchange extends ScheduledExchange {
    private final Loop loop;

    LoopExchange(ServerWebExchange exchange, Loop loop) {
        super(exchange);
        this.loop = loop;
    }

    @Override
    Scheduler scheduler() {
        return loop.scheduler();
    }
}
