package io.asyncio.examples.drivers;

import static io.asyncio.Asyncio.taskGroup;
import static io.asyncio.reactor.ReactorAdapter.await;
import static io.asyncio.reactor.ReactorAdapter.iterate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.AsyncIterator;
import io.asyncio.Queue;
import io.asyncio.examples.servers.RealServer;
import io.asyncio.reactor.LoopSchedulers;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.data.annotation.Id;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;
import org.springframework.data.r2dbc.repository.support.R2dbcRepositoryFactory;
import org.springframework.data.repository.reactive.ReactiveCrudRepository;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** R2DBC's driver of PostgreSQL, its pool, and Spring's client of both, on a loop's own thread. */
@EnabledIf(value = "io.asyncio.examples.servers.RealServer#hasPostgresql", disabledReason = RealServer.NEEDS_POSTGRESQL)
class PostgresqlTest extends DriverTestBase {
    private static RealServer server;

    private final PostgresqlConnectionFactory factory =
            new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                    .loopResources(onLoop)
                    .host("127.0.0.1")
                    .port(server.port())
                    .username("test")
                    .database("postgres")
                    .build());

    @BeforeAll
    static void start() throws Exception {
        server = RealServer.postgresql();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** What comes from the server, each signal of it on the loop. */
    private Flux<Integer> numbers(Connection connection, int count) {
        return Flux.from(connection
                        .createStatement("select i from generate_series(1, $1) i")
                        .bind(0, count)
                        .fetchSize(10)
                        .execute())
                .doOnNext(result -> requireLoop())
                .concatMap(result -> result.map((row, metadata) -> {
                    requireLoop();
                    return row.get(0, Integer.class);
                }))
                .doOnNext(number -> requireLoop())
                .doOnComplete(this::requireLoop);
    }

    private void inConnection(Body body) throws Exception {
        onLoop(() -> {
            PostgresqlConnection connection = await(factory.create().doOnNext(made -> requireLoop()));
            try {
                body.run(connection);
            } finally {
                await(connection.close());
            }
        });
        requireNoThread("reactor-tcp");
    }

    private interface Body {
        void run(PostgresqlConnection connection) throws Exception;
    }

    @Test
    void aTaskAwaitsQueries() throws Exception {
        inConnection(connection -> {
            assertThat(await(numbers(connection, 1000).count())).isEqualTo(1000);
            List<Integer> seen = new ArrayList<>();
            try (AsyncIterator<Integer> numbers = iterate(numbers(connection, 1000), 5)) {
                while (seen.size() < 25 && numbers.hasNext()) {
                    seen.add(numbers.next());
                }
            }
            assertThat(seen).isEqualTo(IntStream.rangeClosed(1, 25).boxed().toList());
            assertThat(await(numbers(connection, 3).collectList()))
                    .as("after a cancel")
                    .containsExactly(1, 2, 3);
        });
    }

    @Test
    void aTaskIsToldOfErrors() throws Exception {
        inConnection(connection -> {
            Mono<?> wrong = Flux.from(
                            connection.createStatement("select nonsense").execute())
                    .flatMap(result -> result.map((row, metadata) -> 1))
                    .doOnError(e -> requireLoop())
                    .then();
            assertThatThrownBy(() -> await(wrong)).isInstanceOf(R2dbcBadGrammarException.class);
            assertThat(await(numbers(connection, 1).single())).isEqualTo(1);
        });
    }

    @Test
    void aTransactionIsRolledBack() throws Exception {
        inConnection(connection -> {
            await(update(connection, "create temporary table account(balance int)"));
            await(connection.beginTransaction().doOnTerminate(this::requireLoop));
            await(update(connection, "insert into account values (1)"));
            await(connection.rollbackTransaction().doOnTerminate(this::requireLoop));
            await(connection.beginTransaction());
            await(update(connection, "insert into account values (2)"));
            await(connection.commitTransaction().doOnTerminate(this::requireLoop));
            List<Integer> balances = await(Flux.from(connection
                            .createStatement("select balance from account")
                            .execute())
                    .flatMap(result -> result.map((row, metadata) -> row.get(0, Integer.class)))
                    .collectList());
            assertThat(balances).containsExactly(2);
        });
    }

    private Mono<Void> update(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute())
                .flatMap(result -> result.getRowsUpdated())
                .doOnTerminate(this::requireLoop)
                .then();
    }

    @Test
    void aTaskListensToAnother() throws Exception {
        Queue<String> heard = new Queue<>();
        inConnection(listening -> {
            await(update(listening, "listen news"));
            listening.getNotifications().subscribe(notification -> {
                requireLoop();
                heard.putNoWait(notification.getParameter()); // no task holds the loop: the queue needs no lock
            });
            PostgresqlConnection speaking = await(factory.create());
            await(update(speaking, "notify news, 'first'"));
            await(update(speaking, "notify news, 'second'"));
            assertThat(heard.get()).isEqualTo("first");
            assertThat(heard.get()).isEqualTo("second");
            await(speaking.close());
        });
    }

    @Test
    void manyTasksShareAPool() throws Exception {
        ConnectionPool pool = new ConnectionPool(
                ConnectionPoolConfiguration.builder(factory).maxSize(3).build());
        Set<String> threads = ConcurrentHashMap.newKeySet();
        onLoop(() -> {
            taskGroup(group -> {
                for (int i = 1; i <= 30; i++) {
                    int count = i;
                    group.createTask(() -> {
                        Connection connection = await(pool.create().doOnNext(made -> requireLoop()));
                        threads.add(await(Mono.from(numbers(connection, count).count())
                                .map(found -> Thread.currentThread().getName())));
                        await(Mono.from(connection.close()));
                    });
                }
            });
            await(pool.disposeLater());
        });
        assertThat(threads).isNotEmpty().isSubsetOf(loop.name(), loop.name() + "-task");
        requireNoThread("reactor-tcp");
    }

    /** A pool times out by Reactor's default schedulers, and has no option to name others. */
    @Test
    void aPoolsTimeoutIsTheLoopsWhereReactorsSchedulersAre() throws Exception {
        ConnectionPool pool = new ConnectionPool(ConnectionPoolConfiguration.builder(factory)
                .maxSize(1)
                .maxAcquireTime(Duration.ofMillis(50))
                .build());
        try (LoopSchedulers installed = LoopSchedulers.install(loop)) {
            onLoop(() -> {
                Connection only = await(pool.create().retry());
                assertThatThrownBy(() -> await(pool.create().doOnError(e -> requireLoop())))
                        .isInstanceOf(R2dbcTimeoutException.class);
                await(Mono.from(only.close()));
                await(pool.disposeLater());
            });
        }
    }

    @Test
    void springsClientIsOnTheLoop() throws Exception {
        DatabaseClient client = DatabaseClient.create(factory);
        TransactionalOperator transaction = TransactionalOperator.create(new R2dbcTransactionManager(factory));
        onLoop(() -> {
            await(client.sql("create table person(name text)").then().doOnTerminate(this::requireLoop));
            await(client.sql("insert into person values (:name)")
                    .bind("name", "ann")
                    .fetch()
                    .rowsUpdated()
                    .doOnNext(rows -> requireLoop())
                    .as(transaction::transactional)
                    .doOnTerminate(this::requireLoop));
            List<String> names = await(client.sql("select name from person")
                    .map((row, metadata) -> {
                        requireLoop();
                        return row.get(0, String.class);
                    })
                    .all()
                    .doOnNext(name -> requireLoop())
                    .collectList());
            assertThat(names).containsExactly("ann");
        });
        requireNoThread("reactor-tcp");
    }

    record Animal(@Id @Nullable Long id, String name) {}

    interface Animals extends ReactiveCrudRepository<Animal, Long> {
        Flux<Animal> findByNameStartingWith(String prefix);
    }

    @Test
    void springDatasRepositoriesAreOnTheLoop() throws Exception {
        R2dbcEntityTemplate template = new R2dbcEntityTemplate(factory);
        Animals animals = new R2dbcRepositoryFactory(template).getRepository(Animals.class);
        onLoop(() -> {
            await(template.getDatabaseClient()
                    .sql("create table animal(id serial primary key, name text)")
                    .then());
            Animal ape = await(animals.save(new Animal(null, "ape")).doOnNext(saved -> requireLoop()));
            Animal ant = await(animals.save(new Animal(null, "ant")).doOnNext(saved -> requireLoop()));
            await(animals.save(new Animal(null, "bee")));
            assertThat(await(animals.findByNameStartingWith("a")
                            .doOnNext(found -> requireLoop())
                            .collectList()))
                    .containsExactlyInAnyOrder(ape, ant);
            await(animals.deleteAll().doOnTerminate(this::requireLoop));
            assertThat(await(animals.count())).isZero();
        });
        requireNoThread("reactor-tcp");
    }
}
