package io.asyncio.examples.benchmarks.http.server;

import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.reactor.ReactorAdapter.await;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;

/** Plain methods, which run as tasks. */
@RestController
final class DirectController {
    private final WebClient web;

    DirectController(WebClient.Builder builder) {
        this.web = builder.build();
    }

    @GetMapping("/now")
    String now() {
        return "now";
    }

    @GetMapping("/wait")
    String waiting() {
        sleepMs(1);
        return "waited";
    }

    @GetMapping("/call")
    String call() {
        return "called: " + await(web.get().uri(Stub.URL).retrieve().bodyToMono(String.class));
    }
}
