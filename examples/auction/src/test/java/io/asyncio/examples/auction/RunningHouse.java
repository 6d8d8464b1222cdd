package io.asyncio.examples.auction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Coroutine;
import io.asyncio.ExceptionContext;
import io.asyncio.Loop;
import io.asyncio.examples.auction.house.AuctionHouse;
import io.asyncio.examples.auction.house.Lot;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;

/** The application as it runs, on a port and a database of its own, without lots or bots of its own. */
public final class RunningHouse implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(5);

    private final Queue<ExceptionContext> unhandled = new ConcurrentLinkedQueue<>();
    private final ConfigurableApplicationContext context;
    private final Loop loop;
    private volatile boolean closed;

    private RunningHouse(ConfigurableApplicationContext context) {
        this.context = context;
        this.loop = context.getBean(Loop.class);
        loop.setExceptionHandler((itself, told) -> unhandled.add(told));
    }

    public static RunningHouse start(String... arguments) {
        return start(List.of(), arguments);
    }

    /** With more beans. */
    public static RunningHouse start(List<Class<?>> more, String... arguments) {
        List<Class<?>> sources = new ArrayList<>(List.of(AuctionApplication.class, Time.class));
        sources.addAll(more);
        List<String> all = new ArrayList<>(List.of(arguments));
        List.of("--server.port=0", "--auction.lots=0", "--auction.tick=20ms", "--auction.keep-ended=24h")
                .forEach(setting -> addUnlessSet(all, setting));
        addUnlessSet(all, "--spring.r2dbc.url=" + newDatabase());
        return new RunningHouse(SpringApplication.run(sources.toArray(new Class<?>[0]), all.toArray(new String[0])));
    }

    static void addUnlessSet(List<String> arguments, String setting) {
        String name = setting.substring(0, setting.indexOf('=') + 1);
        if (arguments.stream().noneMatch(argument -> argument.startsWith(name))) {
            arguments.add(setting);
        }
    }

    public static String newDatabase() {
        return "r2dbc:h2:mem:///" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    @Configuration(proxyBeanMethods = false)
    static class Time {
        @Bean
        @Primary
        Clock settableClock() {
            return new SettableClock();
        }
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public Loop loop() {
        return loop;
    }

    public AuctionHouse house() {
        return bean(AuctionHouse.class);
    }

    public SettableClock clock() {
        return (SettableClock) bean(Clock.class);
    }

    public String url() {
        return bean(PageAddress.class).url();
    }

    public <T> T onLoop(Coroutine<T> body) {
        try {
            return loop.createTask(body).toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A lot that starts at 10.00 and rises by 1.00. */
    public UUID open(String title, Duration time) {
        Lot lot = new Lot(
                UUID.randomUUID(),
                title,
                1000,
                100,
                clock().instant().plus(time).truncatedTo(ChronoUnit.MILLIS));
        onLoop(() -> house().open(lot));
        return lot.id();
    }

    /** Of nobody. */
    public WebTestClient client() {
        return WebTestClient.bindToServer(aConnectionEach())
                .baseUrl(url())
                .responseTimeout(Duration.ofSeconds(20))
                .build();
    }

    public WebClient plainClient() {
        return WebClient.builder()
                .clientConnector(aConnectionEach())
                .baseUrl(url())
                .build();
    }

    /**
     * As a pooled connection may stall: reactor-netty 1.3.7 reads no further request when one that came before the end of the
     * last response is answered at once. 1.3.8 has mended that.
     */
    static ReactorClientHttpConnector aConnectionEach() {
        return new ReactorClientHttpConnector(HttpClient.newConnection());
    }

    /** With the session of who has logged in as {@code name}. */
    public WebTestClient login(String name) {
        return login(client(), name);
    }

    /** {@code client}, as {@code name}. */
    static WebTestClient login(WebTestClient client, String name) {
        EntityExchangeResult<byte[]> result = client.post()
                .uri("/api/login")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(Map.of("name", name))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult();
        String cookie = Objects.requireNonNull(result.getResponseCookies().getFirst("SESSION"))
                .getValue();
        return client.mutate().defaultCookie("SESSION", cookie).build();
    }

    public static WebTestClient.ResponseSpec bid(WebTestClient client, UUID auction, UUID id, long cents) {
        return client.post()
                .uri("/api/auctions/{id}/bids", auction)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(Map.of("id", id, "cents", cents))
                .exchange();
    }

    public static String get(WebTestClient client, String path, Object... variables) {
        return text(client.get().uri(path, variables).exchange().expectStatus().isOk());
    }

    public static String text(WebTestClient.ResponseSpec response) {
        byte[] body = response.expectBody().returnResult().getResponseBody();
        return body == null ? "" : new String(body, UTF_8);
    }

    /** Asks again until it is so, for 20 seconds at most. */
    public static void awaitThat(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time: " + what).isLessThan(end);
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** Without a look at what is left. */
    public void closeContext() {
        closed = true;
        context.close();
    }

    @Override
    public void close() {
        if (!closed) {
            closeContext();
        }
        assertThat(loop.isClosed()).isTrue();
        assertThat(loop.allTasks()).isEmpty();
        assertThat(unhandled).isEmpty();
    }
}
