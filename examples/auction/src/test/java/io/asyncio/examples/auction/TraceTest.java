package io.asyncio.examples.auction;

import static io.asyncio.Asyncio.withReactorContext;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.asyncio.examples.auction.house.Auction;
import io.asyncio.examples.auction.house.Cashier;
import io.asyncio.examples.auction.house.Offer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** The trace of a request is in the log of all that works for it, and of nothing else. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TraceTest {
    private static final int REQUESTS = 20;

    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("io.asyncio.examples.auction");
    private static final Queue<ILoggingEvent> log = new ConcurrentLinkedQueue<>();
    private static final AppenderBase<ILoggingEvent> APPENDER = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            event.getMDCPropertyMap(); // taken now
            log.add(event);
        }
    };

    private static RunningHouse house;
    private static WebClient client;

    @BeforeAll
    static void start() {
        house = RunningHouse.start();
        String cookie = house.plainClient()
                .post()
                .uri("/api/login")
                .bodyValue(Map.of("name", "Ann"))
                .exchangeToMono(response -> response.releaseBody()
                        .thenReturn(response.cookies().getFirst("SESSION").getValue()))
                .block();
        client = house.plainClient().mutate().defaultCookie("SESSION", cookie).build();
        APPENDER.start();
        LOGGER.addAppender(APPENDER);
        LOGGER.setLevel(Level.DEBUG);
    }

    @AfterAll
    static void stop() {
        LOGGER.detachAppender(APPENDER);
        LOGGER.setLevel(Level.INFO);
        house.close();
    }

    private static String trace(int i) {
        return "%032x".formatted(i + 1);
    }

    private static String header(int i) {
        return "00-" + trace(i) + "-00000000000000aa-01";
    }

    /** All at once. */
    private static void requestAll(BiFunction<Integer, UUID, WebClient.RequestHeadersSpec<?>> request) {
        log.clear();
        List<String> answered = Flux.range(0, REQUESTS)
                .flatMap(
                        i -> request.apply(i, house.open("Lamp " + i, Duration.ofHours(1)))
                                .header("traceparent", header(i))
                                .retrieve()
                                .toBodilessEntity()
                                .map(ResponseEntity::getHeaders)
                                .flatMap(headers -> Mono.justOrEmpty(headers.getFirst("X-Trace-Id"))),
                        REQUESTS)
                .collectList()
                .block();
        assertThat(answered).hasSize(REQUESTS).doesNotHaveDuplicates().contains(trace(0));
    }

    private static void requireMessages(String... beginnings) {
        for (int i = 0; i < REQUESTS; i++) {
            String trace = trace(i);
            List<String> messages = log.stream()
                    .filter(event -> trace.equals(event.getMDCPropertyMap().get("trace")))
                    .map(ILoggingEvent::getFormattedMessage)
                    .toList();
            assertThat(messages).hasSize(beginnings.length);
            for (int k = 0; k < beginnings.length; k++) {
                assertThat(messages.get(k)).startsWith(beginnings[k].replace("#", "" + i));
            }
        }
    }

    /** A controller's task, the task that records, and its awaits of the database. */
    @Test
    void throughTasks() {
        requestAll((i, auction) -> client.post()
                .uri("/api/auctions/{id}/bids", auction)
                .bodyValue(Map.of("id", UUID.randomUUID(), "cents", 1000)));
        requireMessages("Ann bids 10.00 for Lamp #");
    }

    @Test
    void throughMonos() {
        requestAll((i, auction) -> client.put().uri("/api/watched/{id}", auction));
        requireMessages("Ann watches ");
    }

    @Test
    void throughCoroutines() {
        requestAll((i, auction) -> client.get().uri("/api/auctions/{id}/price?currency=USD", auction));
        requireMessages("asking for USD", "USD is 1.095");
    }

    /** From a task into the coroutine that settles for it, and through its awaits. */
    @Test
    void fromATaskIntoACoroutine() {
        UUID auction = house.open("Lamp", Duration.ofHours(1));
        house.onLoop(() -> house.house().bid(new Offer(UUID.randomUUID(), auction, "Ann", 1000)));
        log.clear();
        Context trace = Context.of(TraceFilter.KEY, "of the settlement");
        house.onLoop(() -> withReactorContext(trace, () -> {
            Auction sold = house.house().auction(auction);
            return house.bean(Cashier.class)
                    .settle(sold.lot(), sold.bids().get(0))
                    .await();
        }));
        assertThat(log)
                .filteredOn(event -> event.getFormattedMessage().startsWith("settled "))
                .extracting(event -> event.getMDCPropertyMap().get("trace"))
                .containsExactly("of the settlement");
    }

    @Test
    void aRequestWithoutATraceGetsOne() {
        String first = traceOf("/api/me");
        assertThat(first).matches("[0-9a-f]{32}");
        assertThat(traceOf("/api/me")).isNotEqualTo(first);
    }

    private static String traceOf(String path) {
        return client.get()
                .uri(path)
                .header("traceparent", "nonsense")
                .retrieve()
                .toBodilessEntity()
                .block()
                .getHeaders()
                .getFirst("X-Trace-Id");
    }
}
