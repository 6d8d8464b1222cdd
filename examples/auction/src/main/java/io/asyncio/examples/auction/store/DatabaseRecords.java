package io.asyncio.examples.auction.store;

import static io.asyncio.reactor.ReactorAdapter.await;
import static io.asyncio.reactor.ReactorAdapter.awaitOptional;
import static io.asyncio.reactor.ReactorAdapter.collect;

import io.asyncio.examples.auction.house.Bid;
import io.asyncio.examples.auction.house.Lot;
import io.asyncio.examples.auction.house.Records;
import io.asyncio.examples.auction.house.Sale;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.core.io.ClassPathResource;
import org.springframework.r2dbc.connection.init.ResourceDatabasePopulator;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** By R2DBC, in direct style: what suspends reads like JDBC, and blocks no thread. */
@Repository
class DatabaseRecords implements Records {
    private final ConnectionFactory connections;
    private final DatabaseClient database;

    DatabaseRecords(ConnectionFactory connections, DatabaseClient database) {
        this.connections = connections;
        this.database = database;
    }

    @Override
    public void prepare() {
        await(new ResourceDatabasePopulator(new ClassPathResource("tables.sql")).populate(connections));
    }

    @Override
    public List<Lot> lots(Instant time) {
        return collect(database.sql("select * from auction a where ends_at > :time or bids > 0 and not exists"
                        + " (select 1 from sale s where s.auction_id = a.id) order by ends_at, id")
                .bind("time", atOffset(time))
                .map(DatabaseRecords::lotOf)
                .all());
    }

    @Override
    public List<Bid> bids(UUID auction) {
        return collect(BidRows.of(auction, database));
    }

    @Override
    public Optional<Sale> sale(UUID auction) {
        return awaitOptional(database.sql("select * from sale where auction_id = :auction")
                .bind("auction", auction)
                .map(DatabaseRecords::saleOf)
                .one());
    }

    @Override
    public void add(Lot lot) {
        await(database.sql("insert into auction(id, title, starting_cents, increment_cents, ends_at)"
                        + " values (:id, :title, :starting, :increment, :ends)")
                .bind("id", lot.id())
                .bind("title", lot.title())
                .bind("starting", lot.startingCents())
                .bind("increment", lot.incrementCents())
                .bind("ends", atOffset(lot.endsAt()))
                .then());
    }

    @Override
    @Transactional
    public void add(Bid bid) {
        await(database.sql("insert into bid(auction_id, id, number, bidder, cents, placed_at)"
                        + " values (:auction, :id, :number, :bidder, :cents, :at)")
                .bind("auction", bid.auction())
                .bind("id", bid.id())
                .bind("number", bid.number())
                .bind("bidder", bid.bidder())
                .bind("cents", bid.cents())
                .bind("at", atOffset(bid.at()))
                .then());
        Long open = await(database.sql("update auction set bids = :number, price_cents = :cents"
                        + " where id = :auction and ended = false")
                .bind("number", bid.number())
                .bind("cents", bid.cents())
                .bind("auction", bid.auction())
                .fetch()
                .rowsUpdated());
        if (open == 0) {
            throw new IllegalStateException("The auction " + bid.auction() + " has been ended by somebody else");
        }
    }

    @Override
    public void end(UUID auction) {
        await(database.sql("update auction set ended = true where id = :auction")
                .bind("auction", auction)
                .then());
    }

    @Override
    public void add(Sale sale) {
        await(database.sql("insert into sale(auction_id, winner, cents, currency, rate, converted_cents, settled_at)"
                        + " values (:auction, :winner, :cents, :currency, :rate, :converted, :at)")
                .bind("auction", sale.auction())
                .bind("winner", sale.winner())
                .bind("cents", sale.cents())
                .bind("currency", sale.currency())
                .bind("rate", sale.rate())
                .bind("converted", sale.convertedCents())
                .bind("at", atOffset(sale.settledAt()))
                .then());
    }

    private static Lot lotOf(Readable row) {
        return new Lot(
                column(row, "id", UUID.class),
                column(row, "title", String.class),
                column(row, "starting_cents", Long.class),
                column(row, "increment_cents", Long.class),
                column(row, "ends_at", OffsetDateTime.class).toInstant());
    }

    private static Sale saleOf(Readable row) {
        return new Sale(
                column(row, "auction_id", UUID.class),
                column(row, "winner", String.class),
                column(row, "cents", Long.class),
                column(row, "currency", String.class),
                column(row, "rate", BigDecimal.class),
                column(row, "converted_cents", Long.class),
                column(row, "settled_at", OffsetDateTime.class).toInstant());
    }

    static <T> T column(Readable row, String name, Class<T> type) {
        return Objects.requireNonNull(row.get(name, type), name);
    }

    private static OffsetDateTime atOffset(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
