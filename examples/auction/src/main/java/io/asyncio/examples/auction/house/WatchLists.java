package io.asyncio.examples.auction.house;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Which auctions who watches. Used on the house's loop only. */
public final class WatchLists {
    private final Map<String, Set<UUID>> watched = new HashMap<>();

    public Set<UUID> of(String bidder) {
        return Set.copyOf(watched.getOrDefault(bidder, Set.of()));
    }

    public void add(String bidder, UUID auction) {
        watched.computeIfAbsent(bidder, name -> new LinkedHashSet<>()).add(auction);
    }

    public void remove(String bidder, UUID auction) {
        watched.computeIfPresent(bidder, (name, auctions) -> {
            auctions.remove(auction);
            return auctions.isEmpty() ? null : auctions;
        });
    }

    /** Of everybody. */
    public void remove(UUID auction) {
        for (String bidder : Set.copyOf(watched.keySet())) {
            remove(bidder, auction);
        }
    }
}
