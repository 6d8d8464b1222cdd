package io.asyncio.examples.auction;

import static io.asyncio.examples.auction.RunningHouse.awaitThat;
import static io.asyncio.examples.auction.RunningHouse.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.examples.auction.house.Bid;
import io.asyncio.examples.auction.house.Feed;
import io.asyncio.examples.auction.house.Offer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.test.web.reactive.server.WebTestClient;

/** An application that is closed lets go who waits, and writes down what it has begun. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShutdownTest {
    /** The common pool may have one thread, which waits. */
    private static final Executor IN_A_THREAD = task -> new Thread(task, "beside the test").start();

    private final String database = "--spring.r2dbc.url=" + RunningHouse.newDatabase();

    @Test
    void whoWaitsIsLetGoAtOnce() throws Exception {
        RunningHouse house = RunningHouse.start();
        UUID auction = house.open("Lamp", Duration.ofHours(1));
        CompletableFuture<String> waiting = house.plainClient()
                .get()
                .uri("/api/auctions/{id}/end", auction)
                .exchangeToMono(response -> response.bodyToMono(String.class))
                .toFuture();
        CompletableFuture<List<String>> reading = house.plainClient()
                .get()
                .uri("/api/events")
                .retrieve()
                .bodyToFlux(String.class)
                .collectList()
                .toFuture();
        awaitThat(
                "both wait",
                () -> get(house.client(), "/actuator/asyncio").contains("Auction.awaitEnd")
                        && house.onLoop(() -> house.bean(Feed.class).subscriberCount()) == 1);
        long begin = System.nanoTime();
        house.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        assertThat(waiting.get(1, TimeUnit.SECONDS)).contains("urn:auction:closing");
        assertThat(reading.get(1, TimeUnit.SECONDS)).as("a snapshot").hasSize(1);
    }

    @Test
    void aRequestThatWaitsForTheDatabaseIsAnswered() throws Exception {
        RunningHouse house = RunningHouse.start(List.of(SlowRecords.class), database);
        UUID auction = house.open("Lamp", Duration.ofHours(1));
        WebTestClient ann = house.login("Ann");
        CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(
                () -> RunningHouse.bid(ann, auction, UUID.randomUUID(), 1000)
                        .returnResult(Void.class)
                        .getStatus()
                        .value(),
                IN_A_THREAD);
        closeWhileABidIsRecorded(
                house, () -> house.onLoop(() -> house.bean(Feed.class).hasEnded()));
        assertThat(answer.get(1, TimeUnit.SECONDS)).isEqualTo(200);
        requireBid(auction);
    }

    @Test
    void aBidWhoseBidderHasGoneIsWrittenDown() throws Exception {
        RunningHouse house = RunningHouse.start(List.of(SlowRecords.class), database);
        UUID auction = house.open("Lamp", Duration.ofHours(1));
        Task<Bid> bidding =
                house.loop().createTask(() -> house.house().bid(new Offer(UUID.randomUUID(), auction, "Ann", 1000)));
        assertThat(house.bean(SlowRecords.class).asked.await(10, TimeUnit.SECONDS))
                .isTrue();
        bidding.cancel();
        HouseLifecycle lifecycle = house.bean(HouseLifecycle.class);
        closeWhileABidIsRecorded(house, () -> !lifecycle.isRunning());
        requireBid(auction);
    }

    /** The database writes it down when {@code isClosing}. */
    private static void closeWhileABidIsRecorded(RunningHouse house, BooleanSupplier isClosing) throws Exception {
        SlowRecords records = house.bean(SlowRecords.class);
        Loop loop = house.loop();
        assertThat(records.asked.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(house::closeContext, IN_A_THREAD);
        awaitThat("it is closing", isClosing);
        loop.callSoonThreadsafe(records.let::set);
        closing.get(20, TimeUnit.SECONDS);
        house.close();
    }

    private void requireBid(UUID auction) {
        try (RunningHouse next = RunningHouse.start(database)) {
            assertThat(get(next.client(), "/api/auctions/{id}", auction)).contains("\"leader\":\"Ann\"");
        }
    }
}
