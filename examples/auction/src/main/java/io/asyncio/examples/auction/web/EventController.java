package io.asyncio.examples.auction.web;

import static io.asyncio.reactor.ReactorAdapter.flux;

import io.asyncio.Loop;
import io.asyncio.examples.auction.house.FeedMessage;
import io.asyncio.examples.auction.house.FeedMessage.Change;
import io.asyncio.examples.auction.house.FeedMessage.Snapshot;
import io.asyncio.examples.auction.house.FeedSubscription;
import io.asyncio.examples.auction.house.House;
import java.util.Locale;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

/** What happens, as server-sent events: {@code snapshot} at first, then each change by its kind. */
@RestController
class EventController {
    private final Loop loop;
    private final House house;

    EventController(Loop loop, House house) {
        this.loop = loop;
        this.house = house;
    }

    /** The Flux owns a task, which a client that goes away cancels; the subscription ends with it. */
    @GetMapping(path = "/api/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<Object>> events() {
        return flux(loop, emitter -> {
            try (FeedSubscription subscription = house.subscribe()) {
                for (FeedMessage next = subscription.next(); next != null; next = subscription.next()) {
                    emitter.emit(event(next));
                }
            }
        });
    }

    private static ServerSentEvent<Object> event(FeedMessage message) {
        if (message instanceof Snapshot snapshot) {
            return ServerSentEvent.<Object>builder(snapshot).event("snapshot").build();
        }
        if (message instanceof Change change) {
            String kind = change.kind().name().toLowerCase(Locale.ROOT);
            return ServerSentEvent.<Object>builder(change).event(kind).build();
        }
        return ServerSentEvent.builder().comment("still here").build();
    }
}
