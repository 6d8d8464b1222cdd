package io.asyncio.examples.benchmarks.start;

import java.time.Duration;
import reactor.core.publisher.Mono;

/** The same by Reactor. */
final class DelayProgram {
    private DelayProgram() {}

    public static void main(String... arguments) {
        Mono.delay(Duration.ofMillis(1)).block();
    }
}
