package io.asyncio.examples.auction;

import static io.asyncio.examples.auction.RunningHouse.awaitThat;
import static io.asyncio.examples.auction.RunningHouse.bid;
import static io.asyncio.examples.auction.RunningHouse.get;
import static io.asyncio.examples.auction.RunningHouse.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.examples.auction.house.Feed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.Disposable;

/** The application over HTTP: direct style, Reactor and Kotlin, on one loop. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AuctionApplicationTest {
    private static final Duration LONG = Duration.ofHours(1);

    private static RunningHouse running;

    @BeforeAll
    static void start() {
        running = RunningHouse.start();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void aSessionHasABidder() {
        WebTestClient ann = running.login("Ann");
        assertThat(get(ann, "/api/me")).isEqualTo("{\"name\":\"Ann\"}");
        assertThat(get(running.client(), "/api/me")).isEqualTo("{\"name\":null}");
        ann.post().uri("/api/logout").exchange().expectStatus().isNoContent();
        assertThat(get(ann, "/api/me")).isEqualTo("{\"name\":null}");
    }

    @Test
    void theCookieOfASessionIsNotForScriptsAndOtherSites() {
        running.client()
                .post()
                .uri("/api/login")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(Map.of("name", "Ann"))
                .exchange()
                .expectCookie()
                .httpOnly("SESSION", true)
                .expectCookie()
                .sameSite("SESSION", "Lax");
    }

    /** Direct style. */
    @Test
    void peopleBid() {
        WebTestClient ann = running.login("Ann");
        String opened = text(ann.post()
                .uri("/api/auctions")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(Map.of("title", "Lamp", "startingCents", 1000, "incrementCents", 100, "seconds", 600))
                .exchange()
                .expectStatus()
                .isCreated());
        UUID auction = UUID.fromString(opened.split("\"", -1)[3]); // the id comes first
        bid(ann, auction, UUID.randomUUID(), 1000).expectStatus().isOk();
        assertThat(text(bid(running.login("Ben"), auction, UUID.randomUUID(), 1250)))
                .contains("\"number\":2,\"bidder\":\"Ben\",\"cents\":1250");
        assertThat(get(ann, "/api/auctions/{id}", auction))
                .contains("\"cents\":1250,\"minimumCents\":1350,\"leader\":\"Ben\",\"bids\":2");
        assertThat(get(ann, "/api/auctions")).contains(auction.toString());
    }

    @Test
    void theSameBidTwiceIsOneBid() {
        UUID auction = running.open("Lamp", LONG);
        WebTestClient ann = running.login("Ann");
        UUID id = UUID.randomUUID();
        for (int i = 0; i < 2; i++) {
            assertThat(text(bid(ann, auction, id, 1000).expectStatus().isOk())).contains("\"number\":1,");
        }
        assertThat(get(ann, "/api/auctions/{id}/bids", auction)).containsOnlyOnce("\"number\"");
    }

    @Test
    void whatIsRefusedIsAProblem() {
        UUID auction = running.open("Lamp", LONG);
        WebTestClient ann = running.login("Ann");
        assertThat(assertProblem(bid(ann, auction, UUID.randomUUID(), 1), 409, "too-low"))
                .contains("\"detail\":\"The next bid has to be 10.00 at least\"", "\"minimumCents\":1000");
        assertProblem(bid(running.client(), auction, UUID.randomUUID(), 1000), 401, "not-logged-in");
        assertProblem(bid(ann, UUID.randomUUID(), UUID.randomUUID(), 1000), 404, "no-such-auction");
        assertProblem(ann.put().uri("/api/watched/{id}", UUID.randomUUID()).exchange(), 404, "no-such-auction");
        ann.get()
                .uri("/api/auctions/nonsense")
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    private static String assertProblem(WebTestClient.ResponseSpec response, int status, String type) {
        response.expectStatus().isEqualTo(status);
        response.expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON);
        String body = text(response);
        assertThat(body).contains("\"type\":\"urn:auction:" + type + "\"");
        return body;
    }

    @Test
    void eachFieldThatIsWrongIsNamed() {
        WebTestClient ann = running.login("Ann");
        Map<String, Object> auction = Map.of("title", " ", "startingCents", 0, "incrementCents", 100, "seconds", 600);
        assertThat(assertProblem(post(ann, "/api/auctions", auction), 400, "invalid-request"))
                .contains("\"field\":\"title\"", "\"field\":\"startingCents\"")
                .doesNotContain("incrementCents");
        assertThat(assertProblem(post(ann, "/api/login", Map.of("name", "<script>")), 400, "invalid-request"))
                .contains("has 1 to 30 letters, digits");
        assertProblem(
                post(ann, "/api/auctions/" + UUID.randomUUID() + "/bids", Map.of("cents", 1)), 400, "invalid-request");
    }

    private static WebTestClient.ResponseSpec post(WebTestClient client, String path, Object body) {
        return client.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    /** Mono and Flux. */
    @Test
    void peopleWatch() {
        UUID auction = running.open("Lamp", LONG);
        running.open("Chair", LONG);
        WebTestClient ann = running.login("Watching Ann");
        for (int i = 0; i < 2; i++) { // the second has no effect
            ann.put()
                    .uri("/api/watched/{id}", auction)
                    .exchange()
                    .expectStatus()
                    .isNoContent();
        }
        assertThat(get(ann, "/api/watched")).contains(auction.toString()).doesNotContain("Chair");
        assertThat(get(running.login("Watching Ann"), "/api/watched"))
                .as("in another session")
                .contains(auction.toString());
        ann.delete().uri("/api/watched/{id}", auction).exchange().expectStatus().isNoContent();
        assertThat(get(ann, "/api/watched")).isEqualTo("[]");
    }

    /** A suspend function. */
    @Test
    void pricesAreConverted() {
        UUID auction = running.open("Lamp", LONG);
        WebTestClient client = running.client();
        assertThat(get(client, "/api/auctions/{id}/price?currency=USD", auction))
                .contains("\"currency\":\"USD\"", "\"cents\":1095");
        assertProblem(
                client.get()
                        .uri("/api/auctions/{id}/price?currency=XYZ", auction)
                        .exchange(),
                404,
                "unknown-currency");
    }

    @Test
    void anAuctionThatEndsIsSettledInTheSellersCurrency() {
        UUID auction = running.open("Lamp", Duration.ofMinutes(10));
        bid(running.login("Ann"), auction, UUID.randomUUID(), 1000)
                .expectStatus()
                .isOk();
        running.clock().putOn(Duration.ofMinutes(11));
        WebTestClient client = running.client();
        assertThat(get(client, "/api/auctions/{id}/end", auction)).contains("\"ended\":true", "\"leader\":\"Ann\"");
        awaitThat("settled", () -> get(client, "/api/auctions/{id}", auction).contains("\"convertedCents\":1095"));
        assertProblem(bid(running.login("Ben"), auction, UUID.randomUUID(), 5000), 409, "auction-ended");
    }

    @Test
    void changesAreEvents() {
        UUID auction = running.open("Lamp of events", LONG);
        List<ServerSentEvent<Map<String, Object>>> events = new CopyOnWriteArrayList<>();
        Disposable reading = running.plainClient()
                .get()
                .uri("/api/events")
                .accept(MediaType.TEXT_EVENT_STREAM)
                .retrieve()
                .bodyToFlux(new ParameterizedTypeReference<ServerSentEvent<Map<String, Object>>>() {})
                .subscribe(events::add);
        awaitThat("a snapshot", () -> !events.isEmpty());
        assertThat(events.get(0).event()).isEqualTo("snapshot");
        assertThat(events.get(0).data().toString()).contains("Lamp of events").contains("now=");
        bid(running.login("Ann"), auction, UUID.randomUUID(), 1000)
                .expectStatus()
                .isOk();
        awaitThat("a bid", () -> events.stream()
                .anyMatch(event ->
                        "bid".equals(event.event()) && event.data().toString().contains("Lamp of events")));
        reading.dispose();
    }

    @Test
    void aReaderWhoGoesAwayIsForgotten() {
        awaitThat("those of other tests are forgotten", () -> readers() == 0);
        Disposable reading = running.plainClient()
                .get()
                .uri("/api/events")
                .retrieve()
                .bodyToFlux(String.class)
                .subscribe();
        awaitThat("it reads", () -> readers() == 1);
        reading.dispose();
        awaitThat("it is forgotten", () -> readers() == 0);
    }

    private static int readers() {
        return running.onLoop(() -> running.bean(Feed.class).subscriberCount());
    }

    @Test
    void whoWaitsForTheEndAndGoesAwayWaitsNoLonger() {
        UUID auction = running.open("Lamp", LONG);
        Disposable waiting = running.plainClient()
                .get()
                .uri("/api/auctions/{id}/end", auction)
                .retrieve()
                .bodyToMono(String.class)
                .subscribe();
        awaitThat("it waits", AuctionApplicationTest::doesSomebodyWait);
        waiting.dispose();
        awaitThat("it waits no longer", () -> !doesSomebodyWait());
    }

    private static boolean doesSomebodyWait() {
        return get(running.client(), "/actuator/asyncio").contains("Auction.awaitEnd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/liveness", "/readiness"})
    void itIsHealthy(String part) {
        assertThat(get(running.client(), "/actuator/health" + part)).contains("\"status\":\"UP\"");
    }

    @Test
    void theHousesLoopAndTheDatabaseAreAskedForTheirHealth() {
        assertThat(get(running.client(), "/actuator/health")).contains("\"house\"", "\"r2dbc\"");
    }

    @Test
    void metricsCount() {
        UUID auction = running.open("Lamp", LONG);
        WebTestClient ann = running.login("Ann");
        double before = metric("auction.events?tag=kind:bid");
        bid(ann, auction, UUID.randomUUID(), 1000).expectStatus().isOk();
        assertThat(metric("auction.events?tag=kind:bid")).isEqualTo(before + 1);
        bid(ann, auction, UUID.randomUUID(), 1000).expectStatus().is4xxClientError();
        assertThat(metric("auction.bids.refused?tag=reason:already_leading")).isPositive();
        assertThat(metric("auction.open")).isPositive();
        assertThat(metric("asyncio.tasks.started")).isPositive();
    }

    private static double metric(String name) {
        Map<?, ?> metric = running.client()
                .get()
                .uri("/actuator/metrics/" + name)
                .exchange()
                .returnResult(Map.class)
                .getResponseBody()
                .blockFirst();
        return metric.get("measurements") instanceof List<?> all
                ? ((Number) ((Map<?, ?>) all.get(0)).get("value")).doubleValue()
                : 0;
    }

    @Test
    void thePageIsThere() {
        assertThat(get(running.client(), "/")).contains("<title>The Auction House</title>");
        assertThat(get(running.client(), "/auction.js")).contains("EventSource");
    }
}
