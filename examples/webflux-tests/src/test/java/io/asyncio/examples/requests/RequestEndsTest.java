package io.asyncio.examples.requests;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.CancelledError;
import io.asyncio.ExceptionContext;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.reactor.ReactorAdapter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.WebFilter;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** How a request ends: for its client, its task, the metrics, and the loop's exception handler. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RequestEndsTest {
    private static final Queue<ExceptionContext> unhandled = new ConcurrentLinkedQueue<>();
    private static final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    private static ConfigurableApplicationContext application;
    private static WebTestClient client;
    private static WebClient plainClient;
    private static MeterRegistry meters;

    @BeforeAll
    static void start() {
        application = SpringApplication.run(
                new Class<?>[] {Application.class}, new String[] {"--server.port=0", "--spring.main.banner-mode=off"});
        application.getBean(Loop.class).setExceptionHandler((loop, context) -> unhandled.add(context));
        String url = "http://localhost:" + application.getEnvironment().getProperty("local.server.port");
        client = WebTestClient.bindToServer()
                .baseUrl(url)
                .responseTimeout(Duration.ofSeconds(20))
                .build();
        plainClient = WebClient.create(url);
        meters = application.getBean(MeterRegistry.class);
    }

    @AfterAll
    static void stop() {
        Loop loop = application.getBean(Loop.class);
        System.gc(); // a task whose failure nobody has retrieved tells the handler once it is garbage
        application.close();
        assertThat(loop.isClosed()).isTrue();
        assertThat(loop.allTasks()).isEmpty();
        assertThat(unhandled).isEmpty();
    }

    @BeforeEach
    void forget() {
        meters.find("http.server.requests").timers().forEach(meters::remove);
        events.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/waiting/plain", "/waiting/task", "/waiting/mono"})
    void aClientThatGoesAwayCancelsTheTask(String path) throws Exception {
        double cancelled = tasks("cancelled");
        double failed = tasks("failed");
        Disposable reading =
                plainClient.get().uri(path).retrieve().bodyToMono(String.class).subscribe();
        assertThat(event()).isEqualTo("started");
        reading.dispose();
        assertThat(event()).isEqualTo("request: cancel");
        assertThat(event()).isEqualTo("CancelledError");
        assertThat(event()).isEqualTo("finally");
        idle();
        assertThat(tasks("cancelled")).isGreaterThan(cancelled);
        assertThat(tasks("failed")).isEqualTo(failed);
        assertThat(requests()).isEqualTo("UNKNOWN UNKNOWN none");
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/waiting/plain", "/waiting/task", "/waiting/mono"})
    void aTimeoutOfTheRequestCancelsTheTask(String path) throws Exception {
        double cancelled = tasks("cancelled");
        client.get()
                .uri(path)
                .header("X-Timeout", "50")
                .exchange()
                .expectStatus()
                .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(event()).isEqualTo("started");
        assertThat(event()).isEqualTo("CancelledError");
        assertThat(event()).isEqualTo("finally");
        idle();
        assertThat(tasks("cancelled")).isGreaterThan(cancelled);
        assertThat(requests()).isEqualTo("503 SERVER_ERROR ResponseStatusException");
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/limited/plain", "/limited/task"})
    void aTimeoutInTheMethodIsAnException(String path) throws Exception {
        client.get().uri(path).exchange().expectStatus().isEqualTo(HttpStatus.GATEWAY_TIMEOUT);
        assertThat(event()).isEqualTo("started");
        assertThat(event()).isEqualTo("CancelledError");
        assertThat(event()).isEqualTo("finally");
        idle();
        assertThat(requests()).isEqualTo("504 SERVER_ERROR none");
    }

    @ParameterizedTest
    @CsvSource({
        "/ok/plain,200 SUCCESS none,0",
        "/ok/task,200 SUCCESS none,0",
        "/ok/mono,200 SUCCESS none,0",
        "/failing/plain,500 SERVER_ERROR IllegalStateException,1",
        "/failing/task,500 SERVER_ERROR IllegalStateException,1",
        "/failing/mono,500 SERVER_ERROR IllegalStateException,1",
        "/fatal/plain,500 SERVER_ERROR FatalFailure,1",
        "/fatal/task,500 SERVER_ERROR FatalFailure,1",
        "/status/plain,410 CLIENT_ERROR ResponseStatusException,1",
        "/status/task,410 CLIENT_ERROR ResponseStatusException,1",
        "/status/mono,410 CLIENT_ERROR ResponseStatusException,1",
        "/handled/plain,409 CLIENT_ERROR none,0",
        "/handled/task,409 CLIENT_ERROR none,1",
        "/handled/mono,409 CLIENT_ERROR none,1",
        "/cancelled/plain,500 SERVER_ERROR CancellationException,0",
        "/cancelled/task,500 SERVER_ERROR CancellationException,0",
        "/nowhere,404 CLIENT_ERROR NoResourceFoundException,0",
    })
    void theMetricsTellHowItEnded(String path, String expected, int failedTasks) throws Exception {
        double cancelled = tasks("cancelled");
        double failed = tasks("failed");
        client.get().uri(path).exchange().expectBody().returnResult();
        idle();
        assertThat(requests()).isEqualTo(expected);
        assertThat(tasks("failed") - failed).as("failed tasks").isEqualTo(failedTasks);
        assertThat(tasks("cancelled") > cancelled).as("cancelled").isEqualTo(path.startsWith("/cancelled"));
    }

    private static String event() throws InterruptedException {
        String event = events.poll(20, TimeUnit.SECONDS);
        return event == null ? "nothing" : event;
    }

    /** Until the server is done with the requests, which is after its answer. */
    private static void idle() throws Exception {
        Loop loop = application.getBean(Loop.class);
        while (meters.find("http.server.requests").timers().isEmpty()
                || loop.createTask(() -> loop.allTasks().size())
                                .toCompletableFuture()
                                .get(20, TimeUnit.SECONDS)
                        > 1) {
            Thread.onSpinWait();
        }
    }

    private static double tasks(String how) {
        return meters.get("asyncio.tasks." + how).counter().count();
    }

    private static String requests() {
        Timer timer = meters.get("http.server.requests").timer();
        assertThat(timer.count()).isEqualTo(1);
        return timer.getId().getTag("status") + " " + timer.getId().getTag("outcome") + " "
                + timer.getId().getTag("exception");
    }

    @EnableAutoConfiguration
    @RestController
    static class Application {
        private final Loop loop;

        Application(Loop loop) {
            this.loop = loop;
        }

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE) // around the timeout, which is no cancel of the request
        WebFilter ends() {
            return (exchange, chain) -> chain.filter(exchange).doOnCancel(() -> events.add("request: cancel"));
        }

        @Bean
        WebFilter timeouts() {
            return (exchange, chain) -> {
                String millis = exchange.getRequest().getHeaders().getFirst("X-Timeout");
                Mono<Void> handled = chain.filter(exchange);
                return millis == null
                        ? handled
                        : handled.timeout(Duration.ofMillis(Long.parseLong(millis)))
                                .onErrorMap(
                                        TimeoutException.class,
                                        late -> new ResponseStatusException(
                                                HttpStatus.SERVICE_UNAVAILABLE, "too slow", late));
            };
        }

        private String waits() {
            events.add("started");
            try {
                sleep(Duration.ofHours(1));
                return "never";
            } catch (CancelledError e) {
                events.add("CancelledError");
                throw e;
            } finally {
                sleepMs(1);
                events.add("finally");
            }
        }

        @GetMapping("/waiting/plain")
        String waiting() {
            return waits();
        }

        @GetMapping("/waiting/task")
        Task<String> waitingTask() {
            return createTask(this::waits);
        }

        @GetMapping("/waiting/mono")
        Mono<String> waitingMono() {
            return ReactorAdapter.mono(loop, this::waits);
        }

        @GetMapping("/limited/plain")
        String limited() throws TimeoutException {
            return timeout(Duration.ofMillis(50), this::waits);
        }

        @GetMapping("/limited/task")
        Task<String> limitedTask() {
            return createTask(this::limited);
        }

        @ExceptionHandler
        @ResponseStatus(HttpStatus.GATEWAY_TIMEOUT)
        String late(TimeoutException e) {
            return "too slow";
        }

        @GetMapping("/ok/plain")
        String ok() {
            sleepMs(1);
            return "ok";
        }

        @GetMapping("/ok/task")
        Task<String> okTask() {
            return createTask(this::ok);
        }

        @GetMapping("/ok/mono")
        Mono<String> okMono() {
            return ReactorAdapter.mono(loop, this::ok);
        }

        @GetMapping("/failing/plain")
        String failing() {
            sleepMs(1);
            throw new IllegalStateException("a failure");
        }

        @GetMapping("/failing/task")
        Task<String> failingTask() {
            return createTask(this::failing);
        }

        @GetMapping("/failing/mono")
        Mono<String> failingMono() {
            return ReactorAdapter.mono(loop, this::failing);
        }

        @GetMapping("/status/plain")
        String status() {
            sleepMs(1);
            throw new ResponseStatusException(HttpStatus.GONE);
        }

        @GetMapping("/status/task")
        Task<String> statusTask() {
            return createTask(this::status);
        }

        @GetMapping("/status/mono")
        Mono<String> statusMono() {
            return ReactorAdapter.mono(loop, this::status);
        }

        @GetMapping("/handled/plain")
        String handled() {
            sleepMs(1);
            throw new IllegalArgumentException("a failure");
        }

        @GetMapping("/handled/task")
        Task<String> handledTask() {
            return createTask(this::handled);
        }

        @GetMapping("/fatal/plain")
        String fatal() {
            throw new StackOverflowError("of a controller");
        }

        @GetMapping("/fatal/task")
        Task<String> fatalTask() {
            return createTask(this::fatal);
        }

        @GetMapping("/handled/mono")
        Mono<String> handledMono() {
            return ReactorAdapter.mono(loop, this::handled);
        }

        @ExceptionHandler
        @ResponseStatus(HttpStatus.CONFLICT)
        String handle(IllegalArgumentException e) {
            sleepMs(1);
            return "handled";
        }

        /** Of whatever fails, but not of a cancel, which is no Exception. */
        @ExceptionHandler
        @ResponseStatus(HttpStatus.INTERNAL_SERVER_ERROR)
        String handle(Exception e) throws Exception {
            events.add("handler called with " + e);
            throw e;
        }

        @GetMapping("/cancelled/plain")
        String cancelled() throws Exception {
            Task<String> other = createTask(this::ok);
            other.cancel();
            return other.await();
        }

        @GetMapping("/cancelled/task")
        Task<String> cancelledTask() {
            Task<String> other = createTask(this::ok);
            other.cancel();
            return other;
        }
    }
}
