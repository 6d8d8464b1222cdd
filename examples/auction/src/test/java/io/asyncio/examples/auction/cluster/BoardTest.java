package io.asyncio.examples.auction.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Asyncio;
import io.asyncio.examples.auction.house.AuctionView;
import io.asyncio.examples.auction.house.Feed;
import io.asyncio.examples.auction.house.FeedMessage;
import io.asyncio.examples.auction.house.FeedMessage.Change;
import io.asyncio.examples.auction.house.FeedMessage.Kind;
import io.asyncio.examples.auction.house.Sale;
import io.asyncio.examples.auction.house.WatchLists;
import io.asyncio.test.AsyncioTest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Nothing older comes after something newer, in whatever order nodes hear of it. */
class BoardTest {
    private static final UUID ID = UUID.randomUUID();

    private static Change change(Kind kind, int bids, boolean ended) {
        Sale sale = kind == Kind.SETTLED ? new Sale(ID, "ann", 1000, "USD", BigDecimal.ONE, 1000, Instant.EPOCH) : null;
        AuctionView view = new AuctionView(ID, "lamp", 1000 + bids, 0, "ann", bids, Instant.EPOCH, ended, sale);
        return new Change(kind, view, null);
    }

    private static final Change OPENED = change(Kind.OPENED, 0, false);
    private static final Change FIRST = change(Kind.BID, 1, false);
    private static final Change SECOND = change(Kind.BID, 2, false);
    private static final Change ENDED = change(Kind.ENDED, 2, true);
    private static final Change SETTLED = change(Kind.SETTLED, 2, true);

    @AsyncioTest
    void readersAreToldOfWhatIsNewer() {
        List<FeedMessage> told = new ArrayList<>();
        Feed feed = new Feed(10);
        feed.listen(told::add);
        Board board = new Board(Asyncio.getRunningLoop(), feed, new WatchLists());
        List.of(OPENED, SECOND, FIRST, OPENED, SECOND, SETTLED, ENDED, FIRST).forEach(board::take);
        assertThat(told).isEqualTo(List.of(OPENED, SECOND, SETTLED));
        assertThat(board.views()).isEqualTo(List.of(SETTLED.auction()));
    }

    @AsyncioTest
    void theSharedMapKeepsWhatIsNewer() {
        Map.Entry<UUID, Change> entry = new SimpleEntry<>(ID, null);
        assertThat(new PostIfNewer(SECOND).process(entry)).isTrue();
        assertThat(new PostIfNewer(FIRST).process(entry)).isFalse();
        assertThat(new PostIfNewer(SECOND).process(entry)).isFalse();
        assertThat(entry.getValue()).isEqualTo(SECOND);
        assertThat(new PostIfNewer(ENDED).process(entry)).isTrue();
        assertThat(entry.getValue()).isEqualTo(ENDED);
    }
}
