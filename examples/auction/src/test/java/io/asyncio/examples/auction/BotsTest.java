package io.asyncio.examples.auction;

import static io.asyncio.examples.auction.RunningHouse.awaitThat;
import static io.asyncio.examples.auction.RunningHouse.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/** A newcomer sees life at once. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BotsTest {
    @Test
    void botsBidForTheLotsOfTheHouse() {
        try (RunningHouse house = RunningHouse.start("--auction.bots=3", "--auction.lots=6")) {
            WebTestClient client = house.client();
            awaitThat("six auctions", () -> get(client, "/api/auctions").split("\"title\"", -1).length == 7);
            assertThat(get(client, "/api/bots")).isEqualTo("{\"count\":3}");
            awaitThat("a bot's bid", () -> get(client, "/api/auctions").contains("(bot "));
            setCount(client, 0).expectStatus().isOk();
            assertThat(get(client, "/api/bots")).isEqualTo("{\"count\":0}");
            awaitThat("they end", () -> !get(client, "/actuator/asyncio").contains("(bot "));
            setCount(client, 2).expectStatus().isOk();
            assertThat(get(client, "/api/bots")).isEqualTo("{\"count\":2}");
            setCount(client, 21).expectStatus().isBadRequest();
        }
    }

    private static WebTestClient.ResponseSpec setCount(WebTestClient client, int count) {
        return client.put()
                .uri("/api/bots")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(Map.of("count", count))
                .exchange();
    }
}
