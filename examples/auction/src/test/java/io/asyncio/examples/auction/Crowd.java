package io.asyncio.examples.auction;

import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.reactor.ReactorAdapter.await;

import io.asyncio.Coroutine;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.examples.auction.house.AuctionView;
import io.asyncio.examples.auction.house.Bid;
import io.asyncio.reactor.netty.AsyncioLoopResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.JsonNode;

/**
 * People who bid over HTTP at several nodes until all auctions have ended. Who hears nothing, or is told to come again, sends
 * the same bid again, with the same id, to the next node if the first one is away. Fields are touched on the loop only.
 */
final class Crowd implements AutoCloseable {
    /** When it was sent for the first time, and when its bidder heard that it was accepted; in nanoseconds. */
    record Told(Bid bid, long sentAt, long toldAt) {}

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    final List<Told> told = new ArrayList<>();
    final Map<Integer, Integer> comeAgain = new HashMap<>(); // by the status
    final Set<String> unexpected = new LinkedHashSet<>();
    int sent;
    int sentAgain;
    int unheard; // for as long as a bidder's patience lasts
    private final Map<UUID, Integer> underWay = new HashMap<>();
    private final Set<UUID> open;
    private final List<String> urls;
    private final Loop loop = Loop.create().start();
    private final WebClient client;

    Crowd(List<String> urls, List<UUID> auctions) {
        this.urls = urls;
        this.open = new LinkedHashSet<>(auctions);
        HttpClient http = HttpClient.newConnection().runOn(AsyncioLoopResources.of(loop)); // as RunningHouse's clients
        this.client = WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(http))
                .build();
    }

    Task<?> start(int bidders) {
        List<Coroutine<Void>> all = new ArrayList<>();
        for (int i = 0; i < bidders; i++) {
            int number = i;
            all.add(() -> {
                new Bidder(number).bidUntilAllHaveEnded();
                return null;
            });
        }
        return loop.createTask(() -> gather(all));
    }

    <T> T onLoop(Coroutine<T> body) {
        try {
            return loop.createTask(body).toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    boolean hasBidsUnderWayFor(Set<UUID> auctions) {
        return onLoop(() -> auctions.stream().anyMatch(auction -> underWay.getOrDefault(auction, 0) > 0));
    }

    private final class Bidder {
        private final String name;
        private final Random random;
        private int node;
        private String session = "";

        Bidder(int number) {
            name = "bidder " + number;
            random = new Random(number);
            node = number % urls.size();
        }

        void bidUntilAllHaveEnded() {
            while (!open.isEmpty()) {
                UUID auction = List.copyOf(open).get(random.nextInt(open.size()));
                AuctionView view = view(auction);
                if (view.ended()) {
                    open.remove(auction);
                } else {
                    bid(auction, view.minimumCents() + random.nextInt(20) * 100L);
                }
                sleepMs(random.nextInt(100));
            }
        }

        private AuctionView view(UUID auction) {
            while (true) {
                try {
                    return await(client.get()
                            .uri(urls.get(node) + "/api/auctions/" + auction)
                            .retrieve()
                            .bodyToMono(AuctionView.class)
                            .timeout(PATIENCE));
                } catch (Exception e) { // also a TimeoutException
                    tryNextNode();
                }
            }
        }

        private void tryNextNode() {
            node = (node + 1) % urls.size();
            session = "";
            sleepMs(20);
        }

        private void bid(UUID auction, long cents) {
            UUID id = UUID.randomUUID();
            long begin = System.nanoTime();
            underWay.merge(auction, 1, Integer::sum);
            try {
                while (!isAnswered(auction, id, cents, begin)) {
                    sentAgain++;
                }
            } finally {
                underWay.merge(auction, -1, Integer::sum);
            }
        }

        private boolean isAnswered(UUID auction, UUID id, long cents, long begin) {
            try {
                if (session.isEmpty()) {
                    session = login();
                }
                sent++;
                return await(client.post()
                        .uri(urls.get(node) + "/api/auctions/" + auction + "/bids")
                        .cookie("SESSION", session)
                        .bodyValue(Map.of("id", id, "cents", cents))
                        .exchangeToMono(response -> answer(response, begin))
                        .timeout(PATIENCE));
            } catch (Exception nothingHeard) { // also a TimeoutException
                unheard += nothingHeard instanceof TimeoutException ? 1 : 0;
                tryNextNode();
                return false;
            }
        }

        private String login() {
            return await(client.post()
                    .uri(urls.get(node) + "/api/login")
                    .bodyValue(Map.of("name", name))
                    .exchangeToMono(response -> response.releaseBody()
                            .thenReturn(response.cookies().getFirst("SESSION").getValue()))
                    .timeout(PATIENCE));
        }

        private Mono<Boolean> answer(ClientResponse response, long begin) {
            int status = response.statusCode().value();
            if (status == 200) {
                return response.bodyToMono(Bid.class)
                        .doOnNext(bid -> told.add(new Told(bid, begin, System.nanoTime())))
                        .thenReturn(true);
            }
            if (status == 503) {
                comeAgain.merge(status, 1, Integer::sum);
                return response.bodyToMono(JsonNode.class).map(problem -> {
                    if (problem.get("type").asString().equals("urn:auction:closing")) {
                        node = (node + 1) % urls.size();
                        session = "";
                    }
                    return false;
                });
            }
            if (status != 409) {
                return response.bodyToMono(String.class).defaultIfEmpty("").map(body -> {
                    unexpected.add(status + ": " + body);
                    return true;
                });
            }
            return response.releaseBody().thenReturn(true);
        }
    }

    @Override
    public String toString() {
        return "Crowd[sent " + sent + ", again " + sentAgain + ", unheard " + unheard + ", told " + told.size()
                + ", come again " + comeAgain + ", unexpected " + unexpected + ", open " + open.size() + ", under way "
                + underWay.values() + "]";
    }

    @Override
    public void close() {
        loop.close();
    }
}
