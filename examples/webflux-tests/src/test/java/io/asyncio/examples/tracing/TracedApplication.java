package io.asyncio.examples.tracing;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.toThread;
import static io.asyncio.reactor.ReactorAdapter.await;

import io.asyncio.Task;
import io.opentelemetry.api.trace.Span;
import java.io.IOException;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Answers with the trace of its request, as each place sees it; runs until its input ends. */
@EnableAutoConfiguration
@RestController
class TracedApplication {
    public static void main(String[] args) throws IOException {
        try (ConfigurableApplicationContext application =
                SpringApplication.run(TracedApplication.class, "--server.port=0", "--logging.level.root=off")) {
            System.out.println("port " + application.getEnvironment().getProperty("local.server.port"));
            while (System.in.read() != -1) {}
        }
        System.exit(0); // the agent's threads stay
    }

    @GetMapping("/plain")
    List<String> plain() {
        String atOnce = trace();
        Task<String> child = createTask(TracedApplication::later);
        String inThread = toThread(TracedApplication::trace);
        String inChild = await(child);
        await(Mono.just(1).hide());
        return List.of(atOnce, inThread, inChild, trace());
    }

    @GetMapping("/task")
    Task<List<String>> task() {
        return createTask(() -> List.of(later(), toThread(TracedApplication::trace)));
    }

    private static String later() {
        sleepMs(1);
        return trace();
    }

    private static String trace() {
        return Span.current().getSpanContext().getTraceId();
    }
}
