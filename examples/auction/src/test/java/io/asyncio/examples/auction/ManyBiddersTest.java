package io.asyncio.examples.auction;

import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.examples.auction.RunningHouse.awaitThat;
import static io.asyncio.reactor.ReactorAdapter.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Coroutine;
import io.asyncio.Loop;
import io.asyncio.examples.auction.house.AuctionView;
import io.asyncio.examples.auction.house.Bid;
import io.asyncio.examples.auction.house.Records;
import io.asyncio.examples.auction.store.BidRows;
import io.asyncio.reactor.netty.AsyncioLoopResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** 200 people bid at once over HTTP: the memory, the database, the events and what they were told agree. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyBiddersTest {
    private static final Logger LOG = LoggerFactory.getLogger(ManyBiddersTest.class);
    private static final int BIDDERS = 200;
    private static final int BIDS_EACH = 5;
    private static final int AUCTIONS = 4;

    /** Touched on the clients' loop only. */
    private int sent;

    private final List<Bid> accepted = new ArrayList<>();

    @Test
    void allAgree() throws Exception {
        bidAndCompare();
    }

    /** With a buffer from which no event is left out. */
    void bidAndCompare(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--auction.event-buffer=10000");
        try (RunningHouse house = RunningHouse.start(all.toArray(new String[0]));
                Loop clients = Loop.create().start()) {
            List<UUID> auctions = new ArrayList<>();
            for (int i = 0; i < AUCTIONS; i++) {
                auctions.add(house.open("Lamp " + i, Duration.ofHours(1)));
            }
            List<Bid> events = new CopyOnWriteArrayList<>();
            Disposable reading = read(house, events);
            ConnectionProvider connections = ConnectionProvider.create("bidders", BIDDERS);
            clients.createTask(() -> bidAll(house.url(), auctions, connections))
                    .toCompletableFuture()
                    .get(90, TimeUnit.SECONDS);
            connections.disposeLater().block();
            awaitThat("all events", () -> events.size() >= accepted.size());
            int rows = 0;
            for (UUID auction : auctions) {
                rows += compare(house, auction, events);
            }
            assertThat(rows).isEqualTo(accepted.size()).isEqualTo(events.size());
            house.clock().putOn(Duration.ofHours(2));
            auctions.forEach(auction -> requireOneWinner(house, auction));
            reading.dispose();
            LOG.warn(
                    "{} bidders sent {} bids; accepted {}, events {}, rows {}, sales {}",
                    BIDDERS,
                    sent,
                    accepted.size(),
                    events.size(),
                    rows,
                    AUCTIONS);
        }
    }

    private static Disposable read(RunningHouse house, List<Bid> events) {
        List<String> all = new CopyOnWriteArrayList<>();
        Disposable reading = house.plainClient()
                .get()
                .uri("/api/events")
                .retrieve()
                .bodyToFlux(JsonNode.class)
                .subscribe(event -> {
                    all.add("");
                    if (event.has("kind") && "BID".equals(event.get("kind").asString())) {
                        events.add(JsonMapper.shared().treeToValue(event.get("bid"), Bid.class));
                    }
                });
        awaitThat("a snapshot", () -> !all.isEmpty());
        return reading;
    }

    private void bidAll(String url, List<UUID> auctions, ConnectionProvider connections) {
        HttpClient http = HttpClient.create(connections).runOn(AsyncioLoopResources.of(getRunningLoop()));
        WebClient client = WebClient.builder()
                .baseUrl(url)
                .clientConnector(new ReactorClientHttpConnector(http))
                .build();
        List<Coroutine<Void>> bidders = new ArrayList<>();
        for (int i = 0; i < BIDDERS; i++) {
            int number = i;
            bidders.add(() -> {
                new Bidder(client, "bidder " + number, new Random(number)).bid(auctions);
                return null;
            });
        }
        gather(bidders);
    }

    private final class Bidder {
        private final WebClient client;
        private final Random random;

        Bidder(WebClient anybody, String name, Random random) {
            this.random = random;
            String cookie = await(anybody.post()
                    .uri("/api/login")
                    .bodyValue(Map.of("name", name))
                    .exchangeToMono(response -> response.releaseBody()
                            .thenReturn(response.cookies().getFirst("SESSION").getValue())));
            this.client = anybody.mutate().defaultCookie("SESSION", cookie).build();
        }

        void bid(List<UUID> auctions) {
            for (int i = 0; i < BIDS_EACH; i++) {
                UUID auction = auctions.get(random.nextInt(auctions.size()));
                AuctionView view = await(client.get()
                        .uri("/api/auctions/{id}", auction)
                        .retrieve()
                        .bodyToMono(AuctionView.class));
                bid(auction, view.minimumCents() + random.nextInt(20) * 100L);
            }
        }

        /** Sometimes twice at once, as an impatient client does. */
        private void bid(UUID auction, long cents) {
            UUID id = UUID.randomUUID();
            int times = random.nextInt(4) == 0 ? 2 : 1;
            List<Coroutine<Bid>> sendings = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                sendings.add(() -> send(auction, id, cents));
            }
            List<Bid> answers = gather(sendings);
            assertThat(answers).containsOnly(answers.get(0));
            if (answers.get(0) != null) {
                accepted.add(answers.get(0));
            }
        }

        private Bid send(UUID auction, UUID id, long cents) {
            sent++;
            return await(client.post()
                    .uri("/api/auctions/{id}/bids", auction)
                    .bodyValue(Map.of("id", id, "cents", cents))
                    .exchangeToMono(response -> {
                        if (response.statusCode().is2xxSuccessful()) {
                            return response.bodyToMono(Bid.class);
                        }
                        assertThat(response.statusCode().value()).isEqualTo(409);
                        return response.releaseBody().then(Mono.empty());
                    }));
        }
    }

    /** How many bids it has. */
    private int compare(RunningHouse house, UUID auction, List<Bid> events) {
        List<Bid> memory = house.onLoop(() -> house.house().auction(auction).bids());
        List<Bid> database = house.bean(BidRows.class).of(auction).collectList().block();
        assertThat(memory).isNotEmpty();
        assertThat(database).isEqualTo(memory);
        assertThat(events.stream().filter(bid -> bid.auction().equals(auction)).toList())
                .as("events")
                .isEqualTo(memory);
        assertThat(accepted.stream().filter(bid -> bid.auction().equals(auction)))
                .as("what the bidders were told")
                .containsExactlyInAnyOrderElementsOf(memory);
        for (int i = 1; i < memory.size(); i++) {
            assertThat(memory.get(i).number()).isEqualTo(i + 1);
            assertThat(memory.get(i).cents())
                    .as("the price rises")
                    .isGreaterThanOrEqualTo(memory.get(i - 1).cents() + 100);
        }
        return database.size();
    }

    private static void requireOneWinner(RunningHouse house, UUID auction) {
        awaitThat("settled", () -> view(house, auction).sale() != null);
        AuctionView view = view(house, auction);
        List<Bid> bids = house.onLoop(() -> house.house().auction(auction).bids());
        Bid last = bids.get(bids.size() - 1);
        assertThat(view.sale().winner()).isEqualTo(last.bidder()).isEqualTo(view.leader());
        assertThat(view.sale().cents()).isEqualTo(last.cents());
        assertThat(house.onLoop(() -> house.bean(Records.class).sale(auction))).contains(view.sale());
    }

    private static AuctionView view(RunningHouse house, UUID auction) {
        return house.onLoop(() -> house.house().auction(auction).view());
    }
}
