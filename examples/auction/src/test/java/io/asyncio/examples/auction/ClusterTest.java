package io.asyncio.examples.auction;

import static io.asyncio.examples.auction.RunningHouse.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Task;
import io.asyncio.examples.auction.Crowd.Told;
import io.asyncio.examples.auction.house.AuctionView;
import io.asyncio.examples.auction.house.Bid;
import io.asyncio.examples.servers.RealServer;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.h2.tools.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Three nodes, each in a process of its own. One is killed while people bid, or is told to end: what the bidders were told,
 * the database, the memory of the new homes, and what the pages of the other nodes show and have shown agree.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClusterTest {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterTest.class);
    private static final int BIDDERS = 90;
    private static final int AUCTIONS = 12;
    private static final int SECONDS = 40;
    private static final int BIDS_BEFORE = 30;

    /** How a node leaves. */
    private interface Leaving {
        void of(StartedJvm node) throws Exception;
    }

    /** On PostgreSQL, as one would deploy it, or on H2 where that is not installed. */
    @Test
    void aKilledNodeLosesNothing() throws Exception {
        if (RealServer.hasPostgresql()) {
            withPostgresql("killed, on PostgreSQL", StartedJvm::kill);
        } else {
            withH2("killed", StartedJvm::kill);
        }
    }

    @Test
    void soDoesANodeThatIsToldToEnd() throws Exception {
        withH2("told to end", StartedJvm::close);
    }

    private void withPostgresql(String how, Leaving leaving) throws Exception {
        try (RealServer server = RealServer.postgresql();
                ThreeNodes nodes =
                        new ThreeNodes("r2dbc:postgresql://localhost:" + server.port() + "/postgres", "test")) {
            bidWhileOneLeaves(nodes, how, leaving);
        }
    }

    private void withH2(String how, Leaving leaving) throws Exception {
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        String url = "r2dbc:h2://localhost?url=tcp%3A%2F%2Flocalhost%3A" + server.getPort() + "/mem:"
                + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        try (ThreeNodes nodes = new ThreeNodes(url, "sa")) {
            bidWhileOneLeaves(nodes, how, leaving);
        } finally {
            server.stop();
        }
    }

    private void bidWhileOneLeaves(ThreeNodes nodes, String how, Leaving leaving) throws Exception {
        List<UUID> auctions = openAuctions(nodes);
        try (Reader first = new Reader(nodes.urls().get(0));
                Reader second = new Reader(nodes.urls().get(1));
                Reader third = new Reader(nodes.urls().get(2));
                Crowd crowd = new Crowd(nodes.urls(), auctions)) {
            Task<?> bidding = crowd.start(BIDDERS);
            try {
                awaitThat("bids", () -> crowd.onLoop(() -> crowd.told.size()) >= BIDS_BEFORE);
            } catch (AssertionError tooFew) {
                throw new AssertionError(crowd.onLoop(crowd::toString) + " of " + nodes, tooFew);
            }
            Map<UUID, Integer> homes = nodes.homes(0); // one request: each takes long beside so many bids
            int leaver = homeOfMost(homes);
            Set<UUID> moving = new HashSet<>(auctions);
            moving.removeIf(auction -> homes.get(auction) != leaver);
            try {
                awaitThat("bids under way", () -> crowd.hasBidsUnderWayFor(moving));
            } catch (AssertionError none) {
                throw new AssertionError(moving + " move of " + crowd.onLoop(crowd::toString), none);
            }
            long leftAt = System.nanoTime();
            leaving.of(nodes.node(leaver));
            bidding.toCompletableFuture().get(90, TimeUnit.SECONDS);

            List<Reader> readers = new ArrayList<>(List.of(first, second, third));
            List<Integer> others = new ArrayList<>(List.of(0, 1, 2));
            readers.remove(leaver);
            others.remove(leaver);
            int rows = compare(nodes, auctions, crowd, readers, others);
            report(how, crowd, rows, moving, leftAt);
        }
    }

    private static List<UUID> openAuctions(ThreeNodes nodes) {
        WebTestClient visitor = WebTestClient.bindToServer(RunningHouse.aConnectionEach())
                .baseUrl(nodes.urls().get(0))
                .build();
        WebTestClient client = RunningHouse.login(visitor, "seller");
        List<UUID> auctions = new ArrayList<>();
        for (int i = 0; i < AUCTIONS; i++) {
            auctions.add(client.post()
                    .uri("/api/auctions")
                    .bodyValue(Map.of(
                            "title", "Lamp " + i, "startingCents", 1000, "incrementCents", 100, "seconds", SECONDS))
                    .exchange()
                    .expectStatus()
                    .isCreated()
                    .expectBody(AuctionView.class)
                    .returnResult()
                    .getResponseBody()
                    .id());
        }
        for (int i = 0; i < ThreeNodes.COUNT; i++) {
            int node = i;
            awaitThat("all know them", () -> nodes.get(node, "/api/auctions").size() == AUCTIONS);
        }
        return auctions;
    }

    private static int homeOfMost(Map<UUID, Integer> homes) {
        return IntStream.range(0, ThreeNodes.COUNT)
                .boxed()
                .max(Comparator.comparing(node -> Collections.frequency(homes.values(), node)))
                .orElseThrow();
    }

    /** How many bids the database has. */
    private static int compare(
            ThreeNodes nodes, List<UUID> auctions, Crowd crowd, List<Reader> readers, List<Integer> others) {
        assertThat(crowd.onLoop(() -> Set.copyOf(crowd.unexpected)))
                .as(() -> "answers which say neither yes, nor no, nor come again, of " + nodes)
                .isEmpty();
        List<Bid> told = crowd.onLoop(() -> crowd.told.stream().map(Told::bid).toList());
        int rows = 0;
        for (UUID auction : auctions) {
            List<Bid> bids = database(nodes, auction);
            rows += bids.size();
            requireRisingPrice(bids);
            assertThat(told.stream().filter(bid -> bid.auction().equals(auction)))
                    .as("what the bidders were told")
                    .containsExactlyInAnyOrderElementsOf(bids);
            for (int i = 0; i < others.size(); i++) {
                requireSame(nodes, auction, bids, others.get(i), readers.get(i));
            }
        }
        assertThat(sales(nodes)).isEqualTo(AUCTIONS);
        readers.forEach(reader -> assertThat(reader.backwards).isEmpty());
        return rows;
    }

    private static void requireRisingPrice(List<Bid> bids) {
        assertThat(bids).isNotEmpty();
        for (int i = 0; i < bids.size(); i++) {
            assertThat(bids.get(i).number()).isEqualTo(i + 1);
            assertThat(bids.get(i).cents())
                    .as("the price rises")
                    .isGreaterThanOrEqualTo(i == 0 ? 1000 : bids.get(i - 1).cents() + 100);
        }
    }

    /** As {@code node} has it, and has told. */
    private static void requireSame(ThreeNodes nodes, UUID auction, List<Bid> bids, int node, Reader reader) {
        awaitThat("settled", () -> view(nodes, node, auction).sale() != null);
        AuctionView view = view(nodes, node, auction);
        Bid last = bids.get(bids.size() - 1);
        assertThat(view.ended()).isTrue();
        assertThat(view.bids()).isEqualTo(bids.size());
        assertThat(view.cents()).isEqualTo(last.cents()).isEqualTo(view.sale().cents());
        assertThat(view.leader()).isEqualTo(last.bidder()).isEqualTo(view.sale().winner());
        List<Bid> memory = new ArrayList<>();
        nodes.get(node, "/api/cluster/auctions/" + auction + "/bids")
                .forEach(bid -> memory.add(JsonMapper.shared().treeToValue(bid, Bid.class)));
        assertThat(memory).as("the memory of the auction's home").isEqualTo(bids);
        awaitThat("told by events: " + view, () -> view.equals(reader.last.get(auction)));
    }

    private static AuctionView view(ThreeNodes nodes, int node, UUID auction) {
        JsonNode json = nodes.get(node, "/api/auctions/" + auction);
        return JsonMapper.shared().treeToValue(json, AuctionView.class);
    }

    private static List<Bid> database(ThreeNodes nodes, UUID auction) {
        return nodes.database()
                .sql("select * from bid where auction_id = :auction order by number")
                .bind("auction", auction)
                .map(row -> new Bid(
                        row.get("id", UUID.class),
                        row.get("auction_id", UUID.class),
                        row.get("number", Integer.class),
                        row.get("bidder", String.class),
                        row.get("cents", Long.class),
                        row.get("placed_at", OffsetDateTime.class).toInstant()))
                .all()
                .collectList()
                .block();
    }

    private static long sales(ThreeNodes nodes) {
        return nodes.database()
                .sql("select count(*) from sale")
                .map(row -> row.get(0, Long.class))
                .one()
                .block();
    }

    private static void report(String how, Crowd crowd, int rows, Set<UUID> moved, long leftAt) {
        List<Told> after = crowd.onLoop(() -> crowd.told.stream()
                .filter(told ->
                        told.sentAt() > leftAt && moved.contains(told.bid().auction()))
                .toList());
        List<Long> firsts = moved.stream()
                .map(auction -> after.stream()
                        .filter(told -> told.bid().auction().equals(auction))
                        .mapToLong(told -> TimeUnit.NANOSECONDS.toMillis(told.toldAt() - leftAt))
                        .min())
                .map(first -> first.orElse(Long.MAX_VALUE))
                .sorted()
                .toList();
        LOG.warn(
                "one of {} nodes is {}: {} bidders sent {} bids, {} of them again, {} after silence, {} were told to come again; told {},"
                        + " rows {}; {} of {} auctions moved, their first bids after that were accepted in {} ms",
                ThreeNodes.COUNT,
                how,
                BIDDERS,
                crowd.sent,
                crowd.sentAgain,
                crowd.unheard,
                crowd.comeAgain.values().stream().mapToInt(each -> each).sum(),
                crowd.told.size(),
                rows,
                moved.size(),
                AUCTIONS,
                firsts);
        assertThat(firsts).as("each goes on").allMatch(millis -> millis < TimeUnit.SECONDS.toMillis(20));
    }
}
