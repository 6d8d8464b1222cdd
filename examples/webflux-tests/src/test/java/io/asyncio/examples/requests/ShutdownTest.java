package io.asyncio.examples.requests;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Event;
import io.asyncio.ExceptionContext;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.reactor.ReactorAdapter;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** An application that is closed answers the requests that run, and cancels what does not end in time. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShutdownTest {
    private static final Queue<ExceptionContext> unhandled = new ConcurrentLinkedQueue<>();

    @ParameterizedTest
    @ValueSource(strings = {"/plain", "/task", "/mono"})
    void aRunningRequestIsAnswered(String path) throws Exception {
        ConfigurableApplicationContext context = start("20s");
        Application application = context.getBean(Application.class);
        CompletableFuture<String> answer = get(context, path);
        application.started.await();
        application.answersOnClose = true;
        context.close();
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("answered");
        assertThat(application.ended.getCount()).isZero();
        assertClosed(application);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plain", "/task", "/mono"})
    void whatIsLeftAfterTheTimeoutIsCancelled(String path) throws Exception {
        ConfigurableApplicationContext context = start("100ms");
        Application application = context.getBean(Application.class);
        CompletableFuture<String> answer = get(context, path);
        application.started.await();
        context.close();
        assertThat(answer.handle((body, failure) -> failure != null).get(20, TimeUnit.SECONDS))
                .isTrue();
        assertThat(application.ended.getCount()).as("finally has run").isZero();
        assertClosed(application);
    }

    private static ConfigurableApplicationContext start(String timeout) {
        ConfigurableApplicationContext context =
                SpringApplication.run(new Class<?>[] {Application.class}, new String[] {
                    "--server.port=0",
                    "--spring.main.banner-mode=off",
                    "--spring.lifecycle.timeout-per-shutdown-phase=" + timeout
                });
        context.getBean(Loop.class).setExceptionHandler((loop, told) -> unhandled.add(told));
        return context;
    }

    private static CompletableFuture<String> get(ConfigurableApplicationContext context, String path) {
        String url = "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
        return WebClient.create(url)
                .get()
                .uri(path)
                .retrieve()
                .bodyToMono(String.class)
                .toFuture();
    }

    private static void assertClosed(Application application) {
        assertThat(application.loop.isClosed()).isTrue();
        assertThat(application.loop.allTasks()).isEmpty();
        assertThat(unhandled).isEmpty();
    }

    @EnableAutoConfiguration
    @RestController
    static class Application {
        final Loop loop;
        final CountDownLatch started = new CountDownLatch(1);
        final CountDownLatch ended = new CountDownLatch(1);
        volatile boolean answersOnClose;
        private final Event closing = new Event();

        Application(Loop loop) {
            this.loop = loop;
        }

        /** Told before anything is stopped. */
        @EventListener
        void closed(ContextClosedEvent event) {
            if (answersOnClose) {
                loop.callSoonThreadsafe(closing::set);
            }
        }

        private String answer() {
            started.countDown();
            try {
                closing.await();
                sleep(Duration.ofMillis(50)); // the server has begun to stop
                return "answered";
            } finally {
                sleepMs(1);
                ended.countDown();
            }
        }

        @GetMapping("/plain")
        String plain() {
            return answer();
        }

        @GetMapping("/task")
        Task<String> task() {
            return createTask(this::answer);
        }

        @GetMapping("/mono")
        Mono<String> mono() {
            return ReactorAdapter.mono(loop, this::answer);
        }
    }
}
