package io.asyncio.examples.auction.store;

import static io.asyncio.examples.auction.store.DatabaseRecords.column;

import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Who watches what, in Reactor's style. */
@Repository
public class WatchRows {
    private final DatabaseClient database;

    WatchRows(DatabaseClient database) {
        this.database = database;
    }

    public Flux<UUID> of(String bidder) {
        return database.sql("select auction_id from watch where bidder = :bidder")
                .bind("bidder", bidder)
                .map(row -> column(row, "auction_id", UUID.class))
                .all();
    }

    /** Whether it is there already or not. */
    public Mono<Void> add(String bidder, UUID auction) {
        return database.sql("insert into watch(bidder, auction_id) select :bidder, id from auction where id = :auction"
                        + " and not exists (select 1 from watch where bidder = :bidder and auction_id = :auction)")
                .bind("bidder", bidder)
                .bind("auction", auction)
                .then();
    }

    public Mono<Void> remove(String bidder, UUID auction) {
        return database.sql("delete from watch where bidder = :bidder and auction_id = :auction")
                .bind("bidder", bidder)
                .bind("auction", auction)
                .then();
    }
}
