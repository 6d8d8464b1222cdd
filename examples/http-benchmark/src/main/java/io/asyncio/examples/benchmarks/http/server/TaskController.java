package io.asyncio.examples.benchmarks.http.server;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.reactor.ReactorAdapter.await;

import io.asyncio.Task;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;

/** Methods that return a task. */
@RestController
final class TaskController {
    private final WebClient web;

    TaskController(WebClient.Builder builder) {
        this.web = builder.build();
    }

    @GetMapping("/now")
    Task<String> now() {
        return createTask(() -> "now");
    }

    @GetMapping("/wait")
    Task<String> waiting() {
        return createTask(() -> {
            sleepMs(1);
            return "waited";
        });
    }

    @GetMapping("/call")
    Task<String> call() {
        return createTask(
                () -> "called: " + await(web.get().uri(Stub.URL).retrieve().bodyToMono(String.class)));
    }
}
