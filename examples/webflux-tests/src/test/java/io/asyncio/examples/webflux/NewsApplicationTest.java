package io.asyncio.examples.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.asyncio.Asyncio;
import io.asyncio.ExceptionContext;
import io.asyncio.Loop;
import io.asyncio.Task;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The application as it runs, on a port of its own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NewsApplicationTest {
    private static ConfigurableApplicationContext application;
    private static WebTestClient client;
    private static WebClient plainClient;

    @BeforeAll
    static void start() {
        application = SpringApplication.run(
                new Class<?>[] {NewsApplication.class, FailingController.class}, new String[] {"--server.port=0"});
        String url = "http://localhost:" + application.getEnvironment().getProperty("local.server.port");
        client = WebTestClient.bindToServer()
                .baseUrl(url)
                .responseTimeout(Duration.ofSeconds(20))
                .build();
        plainClient = WebClient.create(url);
    }

    @AfterAll
    static void stop() {
        Loop loop = application.getBean(Loop.class);
        application.close();
        assertThat(loop.isClosed()).isTrue();
        assertThat(loop.allTasks()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/news", "/news/task"})
    void readersWaitForTheNextNews(String path) {
        Mono<List<String>> readers = Flux.range(0, 20)
                .flatMap(i -> plainClient.get().uri(path).retrieve().bodyToMono(String.class), 20)
                .collectList();
        Mono<List<String>> read = readers.cache();
        Disposable reading = read.subscribe();
        awaitReaders(20);
        publish("It rains", "a");
        assertThat(read.block()).hasSize(20).containsOnly("It rains");
        assertThat(readers()).isZero();
        reading.dispose();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/news", "/news/task"})
    void aClientThatGoesAwayCancelsItsTask(String path) {
        Disposable reading =
                plainClient.get().uri(path).retrieve().bodyToMono(String.class).subscribe();
        awaitReaders(1);
        reading.dispose();
        awaitReaders(0);
    }

    @Test
    void whatAMethodThrowsIsItsResponse() {
        client.get().uri("/news/old").exchange().expectStatus().isEqualTo(HttpStatus.GONE);
    }

    /** Often, as a task may have failed before anybody else had it. */
    @Test
    void aTaskThatFailsAtOnceIsItsResponseAndNothingElse() {
        List<ExceptionContext> unseen = new CopyOnWriteArrayList<>();
        Loop loop = application.getBean(Loop.class);
        loop.setExceptionHandler((l, context) -> unseen.add(context));
        Flux.range(0, 500)
                .flatMap(i -> plainClient.get().uri("/failing").exchangeToMono(response -> {
                    assertThat(response.statusCode()).isEqualTo(HttpStatus.GONE);
                    return response.releaseBody();
                }))
                .blockLast();
        loop.setExceptionHandler(null);
        assertThat(unseen).isEmpty();
    }

    @RestController
    static class FailingController {
        @GetMapping("/failing")
        Task<String> fail() {
            return Asyncio.createTask(() -> {
                throw new ResponseStatusException(HttpStatus.GONE);
            });
        }
    }

    @Test
    void theContextOfTheRequestIsInTheLogBeforeAndAfterASuspension() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(NewsController.class);
        log.start();
        logger.addAppender(log);
        Flux.range(0, 20)
                .flatMap(i -> plainClient
                        .post()
                        .uri("/news")
                        .contentType(MediaType.TEXT_PLAIN)
                        .header("X-Trace", "trace-" + i)
                        .bodyValue("news")
                        .retrieve()
                        .bodyToMono(Integer.class))
                .blockLast();
        logger.detachAppender(log);
        for (int i = 0; i < 20; i++) {
            String trace = "trace-" + i;
            assertThat(log.list)
                    .filteredOn(event -> trace.equals(event.getMDCPropertyMap().get("trace")))
                    .extracting(ILoggingEvent::getMessage)
                    .containsExactly("storing", "stored");
        }
    }

    @Test
    void theEndpointShowsWhereTasksStand() {
        Disposable reading = plainClient
                .get()
                .uri("/news/task")
                .retrieve()
                .bodyToMono(String.class)
                .subscribe();
        awaitReaders(1);
        assertThat(get("/actuator/asyncio"))
                .contains("\"running\":true")
                .contains("Task[reader, parked] Event.await at")
                .contains("NewsController.read");
        reading.dispose();
        awaitReaders(0);
    }

    @Test
    void theLiveViewIsServedBesideTheEndpoint() {
        assertThat(get("/actuator/asyncio/view")).contains("<title>asyncio</title>");
        Disposable reading = plainClient
                .get()
                .uri("/news/task")
                .retrieve()
                .bodyToMono(String.class)
                .subscribe();
        awaitReaders(1);
        List<String> messages = plainClient
                .get()
                .uri("/actuator/asyncio/events")
                .accept(MediaType.TEXT_EVENT_STREAM)
                .retrieve()
                .bodyToFlux(String.class)
                .take(2)
                .collectList()
                .block();
        assertThat(messages).hasSize(2);
        assertThat(messages.get(0)).contains("\"all\":true", "\"reader\"", "NewsController.read");
        assertThat(messages.get(1)).contains("\"all\":false");
        client.post()
                .uri("/actuator/asyncio/cancel?task=1&token=")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{}")
                .exchange()
                .expectStatus()
                .isForbidden();
        reading.dispose();
        awaitReaders(0);
    }

    @Test
    void metricsCountTasksAndTurns() {
        readers();
        assertThat(get("/actuator/metrics/asyncio.tasks.started"))
                .contains("\"statistic\":\"COUNT\"")
                .doesNotContain("\"COUNT\",\"value\":0.0}");
        assertThat(get("/actuator/metrics/asyncio.loop.turns")).doesNotContain("\"COUNT\",\"value\":0.0}");
        assertThat(get("/actuator/metrics/asyncio.loop.ready")).contains("\"value\":");
    }

    private static void publish(String text, String trace) {
        client.post()
                .uri("/news")
                .contentType(MediaType.TEXT_PLAIN)
                .header("X-Trace", trace)
                .bodyValue(text)
                .exchange()
                .expectStatus()
                .isOk();
    }

    private static int readers() {
        return Integer.parseInt(get("/readers"));
    }

    private static String get(String path) {
        String body = client.get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
        return Objects.requireNonNull(body);
    }

    /** Asks again until it is so; the test's timeout is the bound. */
    private static void awaitReaders(int count) {
        while (readers() != count) {
            Thread.onSpinWait();
        }
    }
}
