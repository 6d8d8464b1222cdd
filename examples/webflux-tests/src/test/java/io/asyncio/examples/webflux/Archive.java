package io.asyncio.examples.webflux;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Stands for a database with a reactive driver. */
@Component
class Archive {
    private final AtomicInteger count = new AtomicInteger();

    Mono<Integer> store(String text) {
        return Mono.delay(Duration.ofMillis(5)).map(stored -> count.incrementAndGet());
    }
}
