package io.asyncio.examples.auction.store;

import static io.asyncio.examples.auction.store.DatabaseRecords.column;

import io.asyncio.examples.auction.house.Bid;
import io.r2dbc.spi.Readable;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;

/** The bids of an auction as the database has them, for who reads them as a Flux. */
@Repository
public class BidRows {
    private final DatabaseClient database;

    BidRows(DatabaseClient database) {
        this.database = database;
    }

    /** In their order. */
    public Flux<Bid> of(UUID auction) {
        return of(auction, database);
    }

    static Flux<Bid> of(UUID auction, DatabaseClient database) {
        return database.sql("select * from bid where auction_id = :auction order by number")
                .bind("auction", auction)
                .map(BidRows::bid)
                .all();
    }

    private static Bid bid(Readable row) {
        return new Bid(
                column(row, "id", UUID.class),
                column(row, "auction_id", UUID.class),
                column(row, "number", Integer.class),
                column(row, "bidder", String.class),
                column(row, "cents", Long.class),
                column(row, "placed_at", OffsetDateTime.class).toInstant());
    }
}
