package io.asyncio.examples.auction.cluster;

import static io.asyncio.Asyncio.toThread;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.asyncio.Loop;
import io.asyncio.examples.auction.house.AuctionView;
import io.asyncio.examples.auction.house.Feed;
import io.asyncio.examples.auction.house.FeedMessage.Change;
import io.asyncio.examples.auction.house.FeedMessage.Kind;
import io.asyncio.examples.auction.house.WatchLists;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node knows of all auctions, and shows on its pages: a copy of a map that the nodes share, and that has a backup.
 * The homes post what changes; each node is told, and tells its readers. Of each auction nothing older comes after something
 * newer; what a node has missed is left out. Used on the loop.
 */
final class Board {
    private static final Logger LOG = LoggerFactory.getLogger(Board.class);

    private final Loop loop;
    private final Feed feed;
    private final WatchLists watchLists;
    private final Map<UUID, Change> known = new LinkedHashMap<>();
    private volatile @Nullable IMap<UUID, Change> shared;

    Board(Loop loop, Feed feed, WatchLists watchLists) {
        this.loop = loop;
        this.feed = feed;
        this.watchLists = watchLists;
    }

    /** Not called on the loop: Hazelcast waits for the other nodes. */
    void connect(HazelcastInstance hazelcast) {
        IMap<UUID, Change> map = hazelcast.getMap("auctions");
        map.addEntryListener(new Taking(), true);
        shared = map;
    }

    /** By Hazelcast's threads, those of one auction in their order. */
    private final class Taking
            implements EntryAddedListener<UUID, Change>,
                    EntryUpdatedListener<UUID, Change>,
                    EntryRemovedListener<UUID, Change> {
        @Override
        public void entryAdded(EntryEvent<UUID, Change> event) {
            onLoop(() -> take(event.getValue()));
        }

        @Override
        public void entryUpdated(EntryEvent<UUID, Change> event) {
            onLoop(() -> take(event.getValue()));
        }

        @Override
        public void entryRemoved(EntryEvent<UUID, Change> event) {
            onLoop(() -> forget(event.getKey()));
        }

        private void onLoop(Runnable callback) {
            if (!loop.isClosed()) {
                loop.callSoonThreadsafe(callback);
            }
        }
    }

    void take(Change change) {
        Change before = known.get(change.auction().id());
        if (before == null || change.isNewerThan(before)) {
            known.put(change.auction().id(), change);
            feed.tell(change);
        }
    }

    private void forget(UUID auction) {
        Change last = known.remove(auction);
        if (last != null) {
            watchLists.remove(auction);
            feed.tell(new Change(Kind.GONE, last.auction(), null));
        }
    }

    /** Takes what it may have missed, as a node that dies tells nobody what it has posted last; suspends. */
    void refresh() {
        IMap<UUID, Change> map = shared;
        if (map != null) {
            Set<UUID> before = Set.copyOf(known.keySet());
            Map<UUID, Change> all = toThread(() -> Map.copyOf(map));
            all.values().forEach(this::take);
            for (UUID id : before) {
                AuctionView view = view(id);
                if (view != null && view.ended() && !all.containsKey(id)) {
                    forget(id);
                }
            }
        }
    }

    /** Does not wait for it. */
    void post(Change change) {
        if (change.kind() == Kind.GONE) {
            remove(change.auction().id());
        } else {
            send(change, map -> map.submitToKey(change.auction().id(), new PostIfNewer(change)));
        }
    }

    void remove(UUID auction) {
        send("the end of " + auction, map -> map.removeAsync(auction));
    }

    private interface Sending {
        CompletionStage<?> to(IMap<UUID, Change> map);
    }

    private void send(Object what, Sending sending) {
        IMap<UUID, Change> map = shared;
        try {
            if (map != null) {
                sending.to(map).whenComplete((done, failure) -> warnOf(what, failure));
            }
        } catch (HazelcastInstanceNotActiveException shutDown) {
            LOG.debug("{} is posted by the next home", what);
        }
    }

    private static void warnOf(Object what, @Nullable Throwable failure) {
        if (failure != null && !(failure instanceof HazelcastInstanceNotActiveException)) {
            LOG.warn("{} could not be posted", what, failure);
        }
    }

    @Nullable
    AuctionView view(UUID auction) {
        Change change = known.get(auction);
        return change == null ? null : change.auction();
    }

    List<AuctionView> views() {
        return known.values().stream().map(Change::auction).toList();
    }
}
