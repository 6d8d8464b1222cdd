package io.asyncio.examples.drivers;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.wrapFuture;
import static io.asyncio.reactor.ReactorAdapter.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.Future;
import io.asyncio.Queue;
import io.asyncio.examples.servers.RealServer;
import io.asyncio.reactor.lettuce.AsyncioEventLoopGroupProvider;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import reactor.core.publisher.Flux;

/** Redis's driver on a loop's own thread: it has no other. */
@EnabledIf(value = "io.asyncio.examples.servers.RealServer#hasRedis", disabledReason = RealServer.NEEDS_REDIS)
class LettuceTest extends DriverTestBase {
    private static RealServer server;

    private final ClientResources resources =
            AsyncioEventLoopGroupProvider.of(loop).clientResources().build();
    private final RedisClient client = RedisClient.create(resources);
    private final RedisURI uri = RedisURI.create("redis://localhost:" + server.port());

    @BeforeAll
    static void start() throws Exception {
        server = RealServer.redis();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void shutDown() throws Exception {
        client.shutdownAsync().get();
        resources.shutdown().get();
        requireNoThread("lettuce");
        assertThat(onLoop(() -> 1)).as("the loop runs on").isEqualTo(1);
    }

    private StatefulRedisConnection<String, String> connect() {
        return await(wrapFuture(client.connectAsync(StringCodec.UTF8, uri).whenComplete((made, e) -> requireLoop())));
    }

    @Test
    void aTaskSetsAndGets() throws Exception {
        onLoop(() -> {
            RedisAsyncCommands<String, String> redis = connect().async();
            assertThat(await(wrapFuture(redis.set("key", "value")))).isEqualTo("OK");
            assertThat(await(wrapFuture(redis.get("key").whenComplete((value, e) -> requireLoop()))))
                    .isEqualTo("value");
            assertThat(await(wrapFuture(redis.get("none")))).isNull();
        });
    }

    @Test
    void reactiveCommandsToo() throws Exception {
        for (boolean onScheduler : List.of(false, true)) {
            client.setOptions(
                    ClientOptions.builder().publishOnScheduler(onScheduler).build());
            onLoop(() -> {
                StatefulRedisConnection<String, String> connection = connect();
                List<String> values = await(Flux.range(1, 100)
                        .concatMap(
                                i -> connection.reactive().set("k" + i, "v" + i).doOnNext(ok -> requireLoop()))
                        .thenMany(connection.reactive().mget("k1", "k50", "k100"))
                        .doOnNext(found -> requireLoop())
                        .map(found -> found.getValue())
                        .collectList());
                assertThat(values).containsExactly("v1", "v50", "v100");
            });
        }
    }

    @Test
    void commandsArePipelined() throws Exception {
        onLoop(() -> {
            StatefulRedisConnection<String, String> connection = connect();
            await(wrapFuture(connection.async().del("counter")));
            connection.setAutoFlushCommands(false);
            List<Future<Long>> replies = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                replies.add(wrapFuture(connection.async().incr("counter").whenComplete((n, e) -> requireLoop())));
            }
            connection.flushCommands();
            assertThat(gather(replies))
                    .isEqualTo(IntStream.rangeClosed(1, 100)
                            .mapToObj(i -> (long) i)
                            .toList());
        });
    }

    @Test
    void aSubscriptionFeedsAQueue() throws Exception {
        Queue<String> heard = new Queue<>();
        onLoop(() -> {
            StatefulRedisPubSubConnection<String, String> listening =
                    await(wrapFuture(client.connectPubSubAsync(StringCodec.UTF8, uri)));
            listening.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String message) {
                    requireLoop();
                    heard.putNoWait(message);
                }
            });
            await(wrapFuture(listening.async().subscribe("news")));
            RedisAsyncCommands<String, String> redis = connect().async();
            await(wrapFuture(redis.publish("news", "first")));
            await(wrapFuture(redis.publish("news", "second")));
            assertThat(heard.get()).isEqualTo("first");
            assertThat(heard.get()).isEqualTo("second");
        });
    }

    /** By the loop's own timers, not by a thread of Lettuce's. */
    @Test
    void aCommandTimesOutOnTheLoop() throws Exception {
        client.setOptions(ClientOptions.builder()
                .timeoutOptions(TimeoutOptions.enabled(Duration.ofMillis(200)))
                .build());
        onLoop(() -> {
            RedisAsyncCommands<String, String> redis = connect().async();
            var never = redis.blpop(0, "nothing comes").whenComplete((value, e) -> requireLoop());
            assertThatThrownBy(() -> await(wrapFuture(never))).isInstanceOf(RedisCommandTimeoutException.class);
        });
    }

    @Test
    void aLostConnectionIsMadeAgain() throws Exception {
        onLoop(() -> {
            StatefulRedisConnection<String, String> connection = connect();
            long id = await(wrapFuture(connection.async().clientId()));
            RedisAsyncCommands<String, String> other = connect().async();
            await(wrapFuture(other.clientKill(KillArgs.Builder.id(id))));
            long again = await(wrapFuture(connection.async().clientId().whenComplete((n, e) -> requireLoop())));
            assertThat(again).isNotEqualTo(id);
        });
    }
}
