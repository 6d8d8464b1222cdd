package io.asyncio.examples.drivers;

import static io.asyncio.reactor.ReactorAdapter.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Task;
import io.asyncio.examples.servers.RealServer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** The example, with the servers that it needs. */
@EnabledIf(value = "hasServers", disabledReason = RealServer.NEEDS_POSTGRESQL + ", and " + RealServer.NEEDS_REDIS)
class VisitsTest extends DriverTestBase {
    static boolean hasServers() throws IOException {
        return RealServer.hasPostgresql() && RealServer.hasRedis();
    }

    @Test
    void threeDriversAndOneThread() throws Exception {
        try (RealServer postgresql = RealServer.postgresql();
                RealServer redis = RealServer.redis()) {
            CompletableFuture<Integer> port = new CompletableFuture<>();
            Task<?> serving = loop.createTask(() -> Visits.serve(
                    0,
                    "r2dbc:postgresql://test@localhost:" + postgresql.port() + "/postgres",
                    "redis://localhost:" + redis.port(),
                    port::complete));
            serving.toCompletableFuture().whenComplete((done, e) -> port.completeExceptionally(e));
            ConnectionProvider connections = ConnectionProvider.create("test");
            HttpClient client = HttpClient.create(connections).runOn(onLoop).port(port.get());
            assertThat(visit(client, "ann")).isEqualTo("ann after nobody: visit 1, of these 1 by ann\n");
            assertThat(visit(client, "ben")).isEqualTo("ben after ann: visit 2, of these 1 by ben\n");
            assertThat(visit(client, "ann")).isEqualTo("ann after ben: visit 3, of these 2 by ann\n");
            connections.disposeLater().block();
            serving.cancel();
            assertThat(serving.toCompletableFuture()).failsWithin(Duration.ofSeconds(20));
            assertThat(serving.cancelled()).isTrue();
        }
    }

    private String visit(HttpClient client, String name) throws Exception {
        return onLoop(() -> await(client.get()
                .uri("/visits/" + name)
                .responseContent()
                .aggregate()
                .asString()
                .doOnNext(body -> requireLoop())));
    }
}
