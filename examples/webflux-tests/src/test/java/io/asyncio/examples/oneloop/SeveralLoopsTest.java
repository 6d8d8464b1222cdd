package io.asyncio.examples.oneloop;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.reactor.ReactorAdapter.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Asyncio;
import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import io.asyncio.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** {@code asyncio.loops=3}: a connection, its controllers and what they ask for stay on one loop; a key has a loop. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SeveralLoopsTest {
    private static final int LOOPS = 3;
    private static final int MANY = 100;

    private static ConfigurableApplicationContext application;
    private static int port;

    @BeforeAll
    static void start() {
        application = SpringApplication.run(
                new Class<?>[] {Application.class},
                new String[] {"--server.port=0", "--spring.main.banner-mode=off", "--asyncio.loops=" + LOOPS});
        port = application.getEnvironment().getProperty("local.server.port", Integer.class, 0);
    }

    @AfterAll
    static void stop() {
        LoopGroup group = application.getBean(LoopGroup.class);
        application.close();
        assertThat(group.loops()).hasSize(LOOPS).allMatch(Loop::isClosed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plain", "/task", "/mono", "/flux", "/failing", "/client"})
    void aConnectionStaysOnItsLoop(String path) throws IOException {
        Set<String> loops = new HashSet<>();
        for (int i = 0; i < LOOPS; i++) {
            try (HttpConnection connection = new HttpConnection()) {
                String loop = connection.get("/plain");
                loops.add(loop);
                for (int request = 0; request < 5; request++) {
                    assertThat(connection.get(path)).isEqualTo(loop);
                }
            }
        }
        assertThat(loops).isEqualTo(namesOfLoops());
    }

    private static Set<String> namesOfLoops() {
        return application.getBean(LoopGroup.class).loops().stream()
                .map(Loop::name)
                .collect(Collectors.toSet());
    }

    /** What belongs to a key is a plain field of the key's loop: no sale is lost, whoever sells it. */
    @Test
    void aRequestForAKeyOfAnotherLoopGoesThere() {
        int requests = 300;
        int keys = 7;
        WebClient web = WebClient.create("http://localhost:" + port);
        Flux.range(0, requests)
                .flatMap(i -> web.get().uri("/sell/" + i % keys).retrieve().bodyToMono(String.class), 32)
                .then()
                .block(Duration.ofSeconds(30));
        int sold = 0;
        for (int key = 0; key < keys; key++) {
            sold += web.get()
                    .uri("/sold/" + key)
                    .retrieve()
                    .bodyToMono(Integer.class)
                    .blockOptional(Duration.ofSeconds(20))
                    .orElse(0);
        }
        assertThat(sold).isEqualTo(requests);
    }

    /** Each of them is answered when all have come: a pool that is too small refuses some, or waits for ever. */
    @Test
    void aLoopMayHaveManyRequestsUnderWay() {
        String met = WebClient.create("http://localhost:" + port)
                .get()
                .uri("/fan-out")
                .retrieve()
                .bodyToMono(String.class)
                .block(Duration.ofSeconds(30));
        assertThat(met).isEqualTo(MANY + " met");
    }

    /** One of HTTP/1.1 that is kept. */
    private static final class HttpConnection implements AutoCloseable {
        private final Socket socket = new Socket("localhost", port);
        private final BufferedReader reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));

        HttpConnection() throws IOException {}

        String get(String path) throws IOException {
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            int length = -1;
            for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(
                            line.substring(line.indexOf(':') + 1).trim());
                }
            }
            char[] body = new char[length];
            for (int read = 0; read < length; ) {
                read += reader.read(body, read, length - read);
            }
            return new String(body);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @EnableAutoConfiguration
    @RestController
    static class Application {
        private final LoopGroup group;
        private final WebClient web;
        private final Map<Loop, Map<String, Integer>> sold = new HashMap<>();
        private final AtomicInteger arrived = new AtomicInteger(); // the two: at a meeting, from all loops
        private final Sinks.Empty<Void> allArrived = Sinks.empty();

        Application(LoopGroup group, ReactorResourceFactory resources) {
            this.group = group;
            this.web = WebClient.builder()
                    .clientConnector(new ReactorClientHttpConnector(resources, http -> http))
                    .build();
            group.loops().forEach(loop -> sold.put(loop, new HashMap<>()));
        }

        @GetMapping("/plain")
        String plain() {
            String before = getRunningLoop().name();
            sleepMs(1);
            return before.equals(getRunningLoop().name()) ? before : "moved";
        }

        @GetMapping("/task")
        Task<String> task() {
            return createTask(this::plain);
        }

        @GetMapping("/mono")
        Mono<String> mono() {
            return Mono.fromSupplier(() -> getRunningLoop().name());
        }

        @GetMapping("/flux")
        Mono<String> flux() {
            return Flux.just("x").map(x -> getRunningLoop().name()).next();
        }

        @GetMapping("/failing")
        String failing() {
            throw new IllegalStateException(plain());
        }

        @ExceptionHandler
        String handle(IllegalStateException failure) {
            String loop = plain();
            return loop.equals(failure.getMessage()) ? loop : "moved";
        }

        /** The answer comes on this loop, too, wherever it was made. */
        @GetMapping("/client")
        String client() {
            String asking = getRunningLoop().name();
            return Objects.requireNonNull(await(web.get()
                    .uri("http://localhost:" + port + "/plain")
                    .retrieve()
                    .bodyToMono(String.class)
                    .map(answer -> getRunningLoop().name().equals(asking) ? asking : "answered elsewhere")));
        }

        @GetMapping("/fan-out")
        Mono<String> fanOut() {
            return Flux.range(0, MANY)
                    .flatMap(
                            i -> web.get()
                                    .uri("http://localhost:" + port + "/meeting")
                                    .retrieve()
                                    .bodyToMono(String.class),
                            MANY)
                    .filter("met"::equals)
                    .count()
                    .map(count -> count + " met");
        }

        @GetMapping("/meeting")
        Mono<String> meeting() {
            if (arrived.incrementAndGet() == MANY) {
                allArrived.tryEmitEmpty();
            }
            return allArrived.asMono().thenReturn("met");
        }

        @GetMapping("/sell/{key}")
        String sell(@PathVariable String key) {
            Asyncio.await(group.loopFor(key).createTask(() -> {
                Map<String, Integer> own = Objects.requireNonNull(sold.get(getRunningLoop()));
                int seen = own.getOrDefault(key, 0);
                Thread.yield();
                own.put(key, seen + 1);
            }));
            return "sold";
        }

        @GetMapping("/sold/{key}")
        int sold(@PathVariable String key) {
            return Asyncio.await(group.loopFor(key).createTask(() -> Objects.requireNonNull(sold.get(getRunningLoop()))
                    .getOrDefault(key, 0)));
        }
    }
}
