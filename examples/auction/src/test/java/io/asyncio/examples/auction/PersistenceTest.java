package io.asyncio.examples.auction;

import static io.asyncio.examples.auction.RunningHouse.awaitThat;
import static io.asyncio.examples.auction.RunningHouse.bid;
import static io.asyncio.examples.auction.RunningHouse.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.examples.auction.house.Bid;
import io.asyncio.examples.auction.house.Records;
import io.asyncio.examples.servers.RealServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;

/** What was said is there after a restart, by each database. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PersistenceTest {
    static boolean hasPostgresql() throws IOException {
        return RealServer.hasPostgresql();
    }

    @Test
    void h2() {
        restart("--spring.r2dbc.url=" + RunningHouse.newDatabase());
    }

    @Test
    @EnabledIf(value = "hasPostgresql", disabledReason = RealServer.NEEDS_POSTGRESQL)
    void postgresqlByItsProfile() throws Exception {
        try (RealServer server = RealServer.postgresql()) {
            String[] arguments = {
                "--spring.profiles.active=postgresql",
                "--spring.r2dbc.url=r2dbc:postgresql://localhost:" + server.port() + "/postgres",
                "--spring.r2dbc.username=test"
            };
            restart(arguments);
            try (RunningHouse house = RunningHouse.start(arguments)) {
                requireLoopsThread(house);
            }
            new ManyBiddersTest().bidAndCompare(arguments);
        }
    }

    private static void restart(String... arguments) {
        UUID sold;
        UUID open;
        String seen;
        try (RunningHouse house = RunningHouse.start(arguments)) {
            WebTestClient ann = house.login("Ann");
            sold = house.open("Sold lamp", Duration.ofSeconds(100));
            open = house.open("Open lamp", Duration.ofHours(1));
            bid(ann, sold, UUID.randomUUID(), 1000).expectStatus().isOk();
            bid(ann, open, UUID.randomUUID(), 1000).expectStatus().isOk();
            bid(house.login("Ben"), open, UUID.randomUUID(), 1200)
                    .expectStatus()
                    .isOk();
            ann.put().uri("/api/watched/{id}", open).exchange().expectStatus().isNoContent();
            house.clock().putOn(Duration.ofSeconds(101));
            awaitThat("settled", () -> get(ann, "/api/auctions/{id}", sold).contains("\"convertedCents\":1095"));
            seen = get(ann, "/api/auctions/{id}", open);
            requireNoBidAfterTheEnd(house, sold);
        }
        try (RunningHouse house = RunningHouse.start(arguments)) {
            WebTestClient ann = house.login("Ann");
            assertThat(get(ann, "/api/auctions/{id}", open)).isEqualTo(seen).contains("\"leader\":\"Ben\"");
            assertThat(get(ann, "/api/auctions/{id}/bids", open)).contains("\"cents\":1000", "\"cents\":1200");
            assertThat(get(ann, "/api/watched")).contains(open.toString());
            house.clock().putOn(Duration.ofSeconds(101));
            awaitThat("the sale is known", () -> get(ann, "/api/auctions/{id}", sold)
                    .contains("\"winner\":\"Ann\""));
        }
    }

    /** By nobody, such as another node whose clock is behind. */
    private static void requireNoBidAfterTheEnd(RunningHouse house, UUID sold) {
        Records records = house.bean(Records.class);
        Bid late = new Bid(UUID.randomUUID(), sold, 2, "Eve", 9000, Instant.EPOCH);
        List<Bid> bids = house.onLoop(() -> {
            assertThatThrownBy(() -> records.add(late))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("The auction " + sold + " has been ended by somebody else");
            return records.bids(sold);
        });
        assertThat(bids).hasSize(1);
    }

    /** No thread of the driver's, and its answers come on the loop's. */
    private static void requireLoopsThread(RunningHouse house) {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("reactor-tcp"));
        String thread = house.bean(DatabaseClient.class)
                .sql("select 1")
                .map(row -> Thread.currentThread().getName())
                .one()
                .block();
        assertThat(thread).isEqualTo(house.loop().name());
    }
}
