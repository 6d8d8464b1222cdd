package io.asyncio.examples.auction.house;

import static io.asyncio.Asyncio.sleep;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Records that take their time, and fail when they are told to. */
public final class MemoryRecords implements Records {
    final Map<UUID, Lot> lots = new LinkedHashMap<>();
    final List<Bid> bids = new ArrayList<>();
    final Set<UUID> ended = new HashSet<>();
    final Map<UUID, Sale> sales = new LinkedHashMap<>();
    Duration time = Duration.ZERO;
    private Duration timeOfNext = Duration.ZERO;
    public boolean failsBeforeWriting;
    boolean failsAfterWriting;

    @Override
    public void prepare() {}

    @Override
    public List<Lot> lots(Instant endsAfter) {
        return List.copyOf(lots.values());
    }

    @Override
    public List<Bid> bids(UUID auction) {
        sleep(time);
        return bids.stream().filter(bid -> bid.auction().equals(auction)).toList();
    }

    @Override
    public Optional<Sale> sale(UUID auction) {
        return Optional.ofNullable(sales.get(auction));
    }

    @Override
    public void add(Lot lot) {
        failIf(failsBeforeWriting);
        lots.put(lot.id(), lot);
    }

    /** What is added next takes {@code longer}. */
    void slowNext(Duration longer) {
        timeOfNext = longer;
    }

    @Override
    public void add(Bid bid) {
        Duration extra = timeOfNext;
        timeOfNext = Duration.ZERO;
        sleep(time.plus(extra));
        failIf(failsBeforeWriting || ended.contains(bid.auction()));
        for (Bid other : bids(bid.auction())) {
            failIf(other.number() == bid.number() || other.id().equals(bid.id()));
        }
        bids.add(bid);
        failIf(failsAfterWriting);
    }

    private static void failIf(boolean failing) {
        if (failing) {
            throw new IllegalStateException("the database is away");
        }
    }

    @Override
    public void end(UUID auction) {
        sleep(time);
        ended.add(auction);
    }

    @Override
    public void add(Sale sale) {
        failIf(sales.putIfAbsent(sale.auction(), sale) != null);
    }
}
