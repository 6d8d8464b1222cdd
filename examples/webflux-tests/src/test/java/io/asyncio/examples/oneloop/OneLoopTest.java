package io.asyncio.examples.oneloop;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.reactor.ReactorAdapter.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.ExceptionContext;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.reactor.ReactorAdapter;
import io.asyncio.reactor.ReactorContext;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.ui.Model;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Whatever kind of handler an application has, its code runs on the thread of the one loop, and holds that loop. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OneLoopTest {
    private static final Queue<ExceptionContext> unhandled = new ConcurrentLinkedQueue<>();

    private static ConfigurableApplicationContext application;
    private static WebTestClient client;
    private static String address;

    @BeforeAll
    static void start() {
        application = SpringApplication.run(
                new Class<?>[] {Application.class}, new String[] {"--server.port=0", "--spring.main.banner-mode=off"});
        application.getBean(Loop.class).setExceptionHandler((loop, context) -> unhandled.add(context));
        address = "localhost:" + application.getEnvironment().getProperty("local.server.port");
        client = WebTestClient.bindToServer()
                .baseUrl("http://" + address)
                .responseTimeout(Duration.ofSeconds(20))
                .build();
    }

    @AfterAll
    static void stop() {
        Loop loop = application.getBean(Loop.class);
        application.close();
        assertThat(loop.isClosed()).isTrue();
        assertThat(unhandled).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/plain",
                "/task",
                "/mono",
                "/flux",
                "/sse",
                "/route",
                "/client",
                "/session",
                "/session/task",
                "/session/mono",
                "/session/flux",
                "/model",
                "/context",
                "/binder?number=7"
            })
    void theLoopIsHeld(String path) {
        String body = client.get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
        assertThat(Objects.requireNonNull(body).replace("data:", "").trim()).isEqualTo("on the loop");
    }

    @Test
    void aBodyIsReadBeforeTheMethodIsCalledInATask() {
        client.post()
                .uri("/body")
                .contentType(MediaType.TEXT_PLAIN)
                .bodyValue("x".repeat(100_000))
                .exchange()
                .expectBody(String.class)
                .isEqualTo("on the loop with 100000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/failing/plain", "/failing/task", "/failing/mono", "/failing/flux", "/failing/late"})
    void anExceptionHandlerMaySuspend(String path) {
        client.get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isEqualTo(HttpStatus.CONFLICT)
                .expectBody(String.class)
                .isEqualTo("handled on the loop");
    }

    @Test
    void aWebSocketsHandlerHoldsTheLoop() {
        String said = new ReactorNettyWebSocketClient()
                .execute(URI.create("ws://" + address + "/socket"), session -> session.receive()
                        .next()
                        .doOnNext(message -> session.getAttributes().put("said", message.getPayloadAsText()))
                        .doOnNext(message ->
                                assertThat(message.getPayloadAsText()).isEqualTo("on the loop"))
                        .then())
                .thenReturn("said")
                .block(Duration.ofSeconds(20));
        assertThat(said).isEqualTo("said");
    }

    /** Requests of all kinds, tasks and operators count in one plain field: no update is lost. */
    @Test
    void aFieldNeedsNoLock() throws Exception {
        Application counting = application.getBean(Application.class);
        Loop loop = application.getBean(Loop.class);
        int before =
                loop.createTask(() -> counting.counter).toCompletableFuture().get();
        int requests = 200;
        WebClient web = WebClient.create("http://" + address);
        Mono<Long> all = Flux.just("/count/plain", "/count/task", "/count/mono", "/count/flux")
                .repeat(requests / 4 - 1)
                .flatMap(path -> web.get().uri(path).retrieve().bodyToMono(String.class), 32)
                .count();
        Task<?> tasks = loop.createTask(() -> {
            for (int i = 0; i < requests; i++) {
                counting.count();
                sleepMs(i % 10 == 0 ? 1 : 0);
            }
        });
        assertThat(all.block(Duration.ofSeconds(30))).isEqualTo(requests);
        tasks.toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(loop.createTask(() -> counting.counter).toCompletableFuture().get())
                .isEqualTo(before + 2 * requests);
    }

    @EnableAutoConfiguration
    @RestController
    static class Application {
        private final Loop loop;
        private final WebClient web;
        private boolean filtered;
        int counter;

        Application(Loop loop, ReactorResourceFactory resources) {
            this.loop = loop;
            this.web = WebClient.builder()
                    .clientConnector(new ReactorClientHttpConnector(resources, http -> http.compress(true)))
                    .build();
        }

        private String place() {
            boolean onLoop = getRunningLoop() == loop && filtered;
            return onLoop
                    ? "on the loop"
                    : "elsewhere: " + Thread.currentThread().getName();
        }

        private String count() {
            int seen = counter;
            Thread.yield();
            counter = seen + 1;
            return "counted";
        }

        @Bean
        WebFilter filter() {
            return (exchange, chain) -> {
                filtered = getRunningLoop() == loop;
                return chain.filter(exchange).contextWrite(context -> context.put("place", place()));
            };
        }

        @GetMapping("/plain")
        String plain() {
            sleepMs(1);
            return place();
        }

        @GetMapping("/task")
        Task<String> task() {
            return createTask(() -> {
                sleepMs(1);
                return place();
            });
        }

        @GetMapping("/mono")
        Mono<String> mono() {
            Task<String> made = createTask(this::plain);
            return ReactorAdapter.toMono(made).map(text -> place());
        }

        @GetMapping("/flux")
        Flux<String> flux() {
            return Flux.just("x").map(x -> place());
        }

        @GetMapping(path = "/sse", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        Flux<String> events() {
            return ReactorAdapter.flux(loop, emitter -> {
                sleepMs(1);
                emitter.emit(place());
            });
        }

        @GetMapping("/client")
        String client() {
            return Objects.requireNonNull(await(web.get()
                    .uri("http://" + address + "/plain")
                    .retrieve()
                    .bodyToMono(String.class)
                    .map(text -> text.equals("on the loop") ? place() : text)));
        }

        @GetMapping("/session")
        String session(WebSession session) {
            sleepMs(1);
            return place();
        }

        @GetMapping("/session/task")
        Task<String> sessionOfTask(WebSession session) {
            return createTask(this::place);
        }

        @GetMapping("/session/mono")
        Mono<String> sessionOfMono(WebSession session) {
            String here = place(); // before the Mono is subscribed to
            return Mono.fromSupplier(() -> here);
        }

        @GetMapping("/session/flux")
        Flux<String> sessionOfFlux(WebSession session) {
            String here = place();
            return Flux.just(here);
        }

        @GetMapping("/context")
        String context() {
            return ReactorContext.current().get("place");
        }

        @GetMapping("/model")
        String model(Model model) {
            return (String) Objects.requireNonNull(model.getAttribute("place"));
        }

        @ModelAttribute("place")
        String modelAttribute() {
            return place();
        }

        @InitBinder
        void binder(WebDataBinder binder) {
            if (Objects.equals(binder.getObjectName(), "number")) {
                sleepMs(1);
            }
        }

        @GetMapping("/binder")
        String bound(@RequestParam int number) {
            return number == 7 ? place() : "other number";
        }

        @PostMapping("/body")
        String body(@RequestBody String text) {
            String before = ReactorContext.current().get("place");
            sleepMs(1);
            return before + " with " + text.length();
        }

        @GetMapping("/failing/plain")
        String failing() {
            sleepMs(1);
            throw new IllegalStateException("plain");
        }

        @GetMapping("/failing/task")
        Task<String> failingTask() {
            return createTask(this::failing);
        }

        @GetMapping("/failing/mono")
        Mono<String> failingMono() {
            return Mono.delay(Duration.ofMillis(1)).map(x -> {
                throw new IllegalStateException("mono");
            });
        }

        @GetMapping("/failing/flux")
        Flux<String> failingFlux() {
            return Flux.error(new IllegalStateException("flux"));
        }

        @GetMapping("/failing/late")
        Task<String> failingLate() {
            return loop.createTask(this::failing);
        }

        @ExceptionHandler
        @ResponseStatus(HttpStatus.CONFLICT)
        String handle(IllegalStateException failure) {
            sleepMs(1);
            return "handled " + place();
        }

        @GetMapping("/count/plain")
        String countInMethod() {
            return count();
        }

        @GetMapping("/count/task")
        Task<String> countInTask() {
            return createTask(this::count);
        }

        @GetMapping("/count/mono")
        Mono<String> countInMono() {
            return Mono.fromSupplier(this::count);
        }

        @GetMapping("/count/flux")
        Flux<String> countInFlux() {
            return Flux.just("").map(x -> count());
        }

        @Bean
        RouterFunction<ServerResponse> route() {
            return RouterFunctions.route()
                    .GET("/route", request -> ServerResponse.ok().bodyValue(place()))
                    .build();
        }

        @Bean
        HandlerMapping sockets() {
            WebSocketHandler handler = session -> session.send(Mono.fromSupplier(() -> session.textMessage(place())));
            return new SimpleUrlHandlerMapping(Map.of("/socket", handler), -1);
        }
    }
}
