package io.asyncio.examples.auction;

import io.asyncio.Event;
import io.asyncio.examples.auction.house.Bid;
import io.asyncio.examples.auction.house.Lot;
import io.asyncio.examples.auction.house.Records;
import io.asyncio.examples.auction.house.Sale;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Primary;

/** The database, which does not write a bid down before it is let. */
@Primary
class SlowRecords implements Records {
    final CountDownLatch asked = new CountDownLatch(1);
    final Event let = new Event();
    private final Records records;

    SlowRecords(@Qualifier("databaseRecords") Records records) {
        this.records = records;
    }

    @Override
    public void prepare() {
        records.prepare();
    }

    @Override
    public List<Lot> lots(Instant endsAfter) {
        return records.lots(endsAfter);
    }

    @Override
    public List<Bid> bids(UUID auction) {
        return records.bids(auction);
    }

    @Override
    public Optional<Sale> sale(UUID auction) {
        return records.sale(auction);
    }

    @Override
    public void add(Lot lot) {
        records.add(lot);
    }

    @Override
    public void add(Bid bid) {
        asked.countDown();
        let.await();
        records.add(bid);
    }

    @Override
    public void end(UUID auction) {
        records.end(auction);
    }

    @Override
    public void add(Sale sale) {
        records.add(sale);
    }
}
