package io.asyncio.examples.drivers;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.run;
import static io.asyncio.Asyncio.wrapFuture;
import static io.asyncio.reactor.ReactorAdapter.await;
import static io.asyncio.reactor.ReactorAdapter.mono;
import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.LOOP_RESOURCES;

import io.asyncio.Loop;
import io.asyncio.reactor.lettuce.AsyncioEventLoopGroupProvider;
import io.asyncio.reactor.netty.AsyncioLoopResources;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.function.IntConsumer;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * Counts visits: HTTP asks, Redis counts, PostgreSQL keeps who came. Three drivers and all requests share the loop's
 * thread, so that no signal changes threads, and the fields here need no lock.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/drivers -am
 * -Darguments="8080 r2dbc:postgresql://user:password@localhost/database redis://localhost"}, then
 * {@code curl localhost:8080/visits/ann}
 */
public final class Visits {
    private final DatabaseClient database;
    private final StatefulRedisConnection<String, String> redis;
    private String last = "nobody";

    private Visits(DatabaseClient database, StatefulRedisConnection<String, String> redis) {
        this.database = database;
        this.redis = redis;
    }

    /** The arguments are the port and the URLs of PostgreSQL and of Redis; Ctrl-C ends it. */
    public static void main(String... arguments) {
        int port = Integer.parseInt(arguments[0]);
        run(() -> serve(port, arguments[1], arguments[2], bound -> System.out.println("listening on port " + bound)));
    }

    /** Serves until the task is cancelled. */
    static void serve(int port, String databaseUrl, String redisUrl, IntConsumer whenListening) {
        Loop loop = getRunningLoop();
        ConnectionPool pool = pool(loop, databaseUrl);
        ClientResources onLoop =
                AsyncioEventLoopGroupProvider.of(loop).clientResources().build();
        RedisClient client = RedisClient.create(onLoop);
        try {
            Visits visits = new Visits(
                    DatabaseClient.create(pool),
                    await(wrapFuture(client.connectAsync(StringCodec.UTF8, RedisURI.create(redisUrl)))));
            await(visits.database
                    .sql("create table if not exists visit(name text)")
                    .then());
            visits.answer(loop, port, whenListening);
        } finally {
            await(wrapFuture(client.shutdownAsync()));
            onLoop.shutdown();
            await(pool.disposeLater());
        }
    }

    private static ConnectionPool pool(Loop loop, String url) {
        ConnectionFactory connections = ConnectionFactories.get(ConnectionFactoryOptions.parse(url)
                .mutate()
                .option(LOOP_RESOURCES, AsyncioLoopResources.of(loop))
                .build());
        return new ConnectionPool(
                ConnectionPoolConfiguration.builder(connections).maxSize(5).build());
    }

    private void answer(Loop loop, int port, IntConsumer whenListening) {
        DisposableServer server = await(HttpServer.create()
                .runOn(AsyncioLoopResources.of(loop))
                .port(port)
                .route(routes -> routes.get(
                        "/visits/{name}",
                        (request, response) -> response.sendString(mono(loop, () -> visit(request.param("name"))))))
                .bind()
                .cast(DisposableServer.class));
        whenListening.accept(server.port());
        try {
            await(server.onDispose());
        } finally {
            server.dispose();
            await(server.onDispose());
        }
    }

    /** A task of its own; a client that goes away cancels it. */
    private String visit(String name) {
        String before = last;
        last = name;
        long number = await(wrapFuture(redis.async().incr("visits")));
        await(database.sql("insert into visit(name) values (:name)")
                .bind("name", name)
                .then());
        long own = await(database.sql("select count(*) from visit where name = :name")
                .bind("name", name)
                .mapValue(Long.class)
                .one());
        return name + " after " + before + ": visit " + number + ", of these " + own + " by " + name + "\n";
    }
}
