package io.asyncio.examples.drivers;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.wrapFuture;
import static io.asyncio.reactor.ReactorAdapter.await;
import static io.asyncio.reactor.ReactorAdapter.mono;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.LoopGroup;
import io.asyncio.Queue;
import io.asyncio.examples.servers.RealServer;
import io.asyncio.reactor.LoopSchedulers;
import io.asyncio.reactor.lettuce.AsyncioEventLoopGroupProvider;
import io.asyncio.reactor.netty.AsyncioLoopResources;
import io.asyncio.reactor.netty.LoopConnectionProvider;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.data.annotation.Id;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;
import org.springframework.data.r2dbc.repository.support.R2dbcRepositoryFactory;
import org.springframework.data.repository.reactive.ReactiveCrudRepository;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;
import reactor.netty.udp.UdpClient;
import reactor.netty.udp.UdpServer;

/** The code of docs/drivers.md, against real servers. */
class DriversPageTest extends DriverTestBase {
    private final ConnectionProvider connections = ConnectionProvider.create("mine", 500);
    private final String host = "localhost";
    private final Queue<String> lines = new Queue<>();
    private int port;

    @AfterEach
    void disposeConnections() {
        connections.disposeLater().block();
    }

    @Test
    void severalLoops() {
        try (LoopGroup group = LoopGroup.create(2).start()) {
            LoopResources onLoops = AsyncioLoopResources.of(group);
            ConnectionProvider pools =
                    LoopConnectionProvider.of(group, loop -> ConnectionProvider.create(loop.name(), 500));
            DisposableServer server = HttpServer.create()
                    .runOn(onLoops)
                    .port(port)
                    .route(routes -> routes.get("/{name}", (request, response) -> response.sendString(Mono.just("hi"))))
                    .bindNow();
            HttpClient client = HttpClient.create(pools).runOn(onLoops).port(server.port());
            String page = client.get()
                    .uri("/ann")
                    .responseContent()
                    .aggregate()
                    .asString()
                    .block();
            assertThat(page).isEqualTo("hi");
            pools.disposeLater().block();
            server.disposeNow();
        }
    }

    private String greet(String name) {
        requireLoopHeld();
        return "hello " + name;
    }

    private void requireLoopHeld() {
        assertThat(loop.isCurrent()).isTrue();
    }

    private DisposableServer httpServer() {
        DisposableServer server = HttpServer.create()
                .runOn(onLoop)
                .port(port)
                .route(routes -> routes.get(
                        "/{name}",
                        (request, response) -> response.sendString(mono(loop, () -> greet(request.param("name"))))))
                .bindNow();
        return server;
    }

    @Test
    void http() throws Exception {
        DisposableServer server = httpServer();
        String url = "http://localhost:" + server.port();
        LoopResources onLoop = AsyncioLoopResources.of(loop);
        ConnectionProvider connections = ConnectionProvider.create("mine", 500);
        onLoop(() -> {
            HttpClient client = HttpClient.create(connections).runOn(onLoop).baseUrl(url);
            String page =
                    await(client.get().uri("/ann").responseContent().aggregate().asString());
            assertThat(page).isEqualTo("hello ann");
        });
        onLoop(() -> {
            WebClient client = WebClient.builder()
                    .baseUrl(url)
                    .clientConnector(new ReactorClientHttpConnector(
                            HttpClient.create(connections).runOn(onLoop)))
                    .build();
            String page = await(client.get().uri("/ann").retrieve().bodyToMono(String.class));
            assertThat(page).isEqualTo("hello ann");
        });
        connections.disposeLater().block();
        server.disposeNow();
    }

    @Test
    void tcp() throws Exception {
        DisposableServer server = TcpServer.create()
                .runOn(onLoop)
                .port(0)
                .handle((in, out) -> out.send(in.receive().retain()))
                .bindNow();
        port = server.port();
        onLoop(() -> {
            Connection connection = await(TcpClient.create(connections)
                    .runOn(onLoop)
                    .host(host)
                    .port(port)
                    .connect());
            connection.inbound().receive().asString().subscribe(lines::putNoWait);
            await(connection.outbound().sendString(Mono.just("hello")).then());
            String line = lines.get();
            assertThat(line).isEqualTo("hello");
            connection.dispose();
        });
        server.disposeNow();
    }

    @Test
    void udp() throws Exception {
        onLoop(() -> {
            Connection server = await(UdpServer.create()
                    .runOn(onLoop)
                    .host(host)
                    .port(port)
                    .handle((in, out) ->
                            in.receive().asString().doOnNext(lines::putNoWait).then())
                    .bind());
            Connection client = await(UdpClient.create()
                    .runOn(onLoop)
                    .host(host)
                    .port(((InetSocketAddress) server.address()).getPort())
                    .connect());
            await(client.outbound().sendString(Mono.just("hello")).then());
            String datagram = lines.get();
            assertThat(datagram).isEqualTo("hello");
            client.dispose();
            server.dispose();
        });
    }

    record Animal(@Id Long id, String name) {}

    interface Animals extends ReactiveCrudRepository<Animal, Long> {}

    @Test
    @EnabledIf(
            value = "io.asyncio.examples.servers.RealServer#hasPostgresql",
            disabledReason = RealServer.NEEDS_POSTGRESQL)
    void postgresql() throws Exception {
        String user = "test";
        String database = "postgres";
        try (RealServer postgres = RealServer.postgresql()) {
            port = postgres.port();
            PostgresqlConnectionFactory postgresql =
                    new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                            .loopResources(onLoop)
                            .host(host)
                            .port(port)
                            .username(user)
                            .database(database)
                            .build());
            onLoop(() -> {
                DatabaseClient client = DatabaseClient.create(postgresql);
                await(client.sql("create table animal(id serial primary key, name text)")
                        .then());
                await(client.sql("insert into animal(name) values ('ape')").then());
                PostgresqlConnection connection = await(postgresql.create());
                String name = await(connection
                        .createStatement("select name from animal")
                        .execute()
                        .flatMap(result -> result.map(row -> row.get(0, String.class)))
                        .single());
                assertThat(name).isEqualTo("ape");
                await(connection.close());
            });
            onLoop(() -> {
                DatabaseClient client = DatabaseClient.create(postgresql);
                long count = await(client.sql("select count(*) from animal")
                        .mapValue(Long.class)
                        .one());
                Animals animals =
                        new R2dbcRepositoryFactory(new R2dbcEntityTemplate(postgresql)).getRepository(Animals.class);
                List<Animal> all = await(animals.findAll().collectList());
                assertThat(all).hasSize((int) count).containsExactly(new Animal(1L, "ape"));
            });
        }
    }

    @Test
    @EnabledIf(value = "io.asyncio.examples.servers.RealServer#hasRedis", disabledReason = RealServer.NEEDS_REDIS)
    void redis() throws Exception {
        try (RealServer server = RealServer.redis()) {
            String url = "redis://localhost:" + server.port();
            onLoop(() -> {
                ClientResources resources =
                        AsyncioEventLoopGroupProvider.of(loop).clientResources().build();
                RedisClient client = RedisClient.create(resources);
                var redis = await(wrapFuture(client.connectAsync(StringCodec.UTF8, RedisURI.create(url))))
                        .async();
                await(wrapFuture(redis.set("name", "ann")));
                String name = await(wrapFuture(redis.get("name")));
                assertThat(name).isEqualTo("ann");
                await(wrapFuture(client.shutdownAsync()));
                resources.shutdown();
            });
        }
    }

    @Test
    void timers() {
        try (LoopSchedulers installed = LoopSchedulers.install(loop)) {
            Mono.delay(Duration.ofMillis(1)).doOnNext(tick -> requireLoop()).block();
        }
    }
}
