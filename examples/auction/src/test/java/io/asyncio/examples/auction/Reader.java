package io.asyncio.examples.auction;

import io.asyncio.examples.auction.house.AuctionView;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the events of one node, as a page does, and notes what goes back in time. */
final class Reader implements AutoCloseable {
    final Map<UUID, AuctionView> last = new ConcurrentHashMap<>();
    final List<String> backwards = new CopyOnWriteArrayList<>();
    private final Disposable reading;
    private volatile boolean begun;

    Reader(String url) {
        reading = WebClient.create(url)
                .get()
                .uri("/api/events")
                .retrieve()
                .bodyToFlux(JsonNode.class)
                .subscribe(this::take, ended -> {});
        RunningHouse.awaitThat("a snapshot", () -> begun);
    }

    private void take(JsonNode event) {
        if (event.has("auctions")) {
            event.get("auctions").forEach(this::takeView);
        } else if (event.has("auction")) {
            takeView(event.get("auction"));
        }
        begun = true;
    }

    private void takeView(JsonNode json) {
        AuctionView view = JsonMapper.shared().treeToValue(json, AuctionView.class);
        AuctionView before = last.put(view.id(), view);
        if (before != null && (view.bids() < before.bids() || stage(view) < stage(before))) {
            backwards.add(before + " was followed by " + view);
        }
    }

    private static int stage(AuctionView view) {
        return view.sale() != null ? 2 : view.ended() ? 1 : 0;
    }

    @Override
    public void close() {
        reading.dispose();
    }
}
