package io.asyncio.examples.benchmarks.http.server;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/** Plain methods of Spring MVC, which block their virtual threads. */
@RestController
final class BlockingController {
    private final RestClient rest;

    BlockingController(RestClient.Builder builder) {
        this.rest = builder.build();
    }

    @GetMapping("/now")
    String now() {
        return "now";
    }

    @GetMapping("/wait")
    String waiting() throws InterruptedException {
        Thread.sleep(1);
        return "waited";
    }

    @GetMapping("/call")
    String call() {
        return "called: " + rest.get().uri(Stub.URL).retrieve().body(String.class);
    }
}
