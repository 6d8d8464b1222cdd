package io.asyncio.examples.benchmarks.http.server;

import java.time.Duration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Methods that return a Mono, the same with our loop and without. */
@RestController
final class MonoController {
    private final WebClient web;

    MonoController(WebClient.Builder builder) {
        this.web = builder.build();
    }

    @GetMapping("/now")
    Mono<String> now() {
        return Mono.just("now");
    }

    @GetMapping("/wait")
    Mono<String> waiting() {
        return Mono.delay(Duration.ofMillis(1)).map(ended -> "waited");
    }

    @GetMapping("/call")
    Mono<String> call() {
        return web.get()
                .uri(Stub.URL)
                .retrieve()
                .bodyToMono(String.class)
                .flatMap(answer -> Mono.just("called: " + answer));
    }
}
