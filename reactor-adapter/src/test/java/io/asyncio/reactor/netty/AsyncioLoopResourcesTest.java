package io.asyncio.reactor.netty;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.taskGroup;
import static io.asyncio.reactor.ReactorAdapter.await;
import static io.asyncio.reactor.ReactorAdapter.toMono;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import io.asyncio.Queue;
import io.asyncio.Task;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;
import reactor.netty.udp.UdpClient;
import reactor.netty.udp.UdpServer;

/** Servers and clients of reactor-netty on a loop's own thread: their handlers are code of the loop. */
class AsyncioLoopResourcesTest {
    private final Loop loop = Loop.create().start();
    private final AsyncioLoopResources onLoop = AsyncioLoopResources.of(loop);
    private final ConnectionProvider connections = ConnectionProvider.create("test");
    private int requests; // only code of the loop touches it

    @AfterEach
    void close() {
        connections.dispose();
        loop.close();
    }

    private static <T> T resultOf(Task<T> task) throws Exception {
        return task.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void requireLoop() {
        assertThat(getRunningLoop()).isSameAs(loop);
        assertThat(Thread.currentThread().getName()).isEqualTo(loop.name());
    }

    private HttpClient client(DisposableServer server) {
        return HttpClient.create(connections).runOn(onLoop).port(server.port());
    }

    @Test
    void anHttpServersHandlersMakeTasks() throws Exception {
        DisposableServer server = HttpServer.create()
                .runOn(onLoop)
                .port(0)
                .handle((request, response) -> {
                    requireLoop();
                    requests++;
                    Task<String> answer = createTask(() -> {
                        sleepMs(1);
                        return "answer " + requests;
                    });
                    return response.sendString(toMono(answer));
                })
                .bindNow();
        HttpClient client = client(server);
        Task<String> first = loop.createTask(() ->
                await(client.get().responseContent().aggregate().asString().doOnNext(text -> requireLoop())));
        assertThat(resultOf(first)).isEqualTo("answer 1");
        assertThat(resultOf(loop.createTask(() -> requests))).isEqualTo(1);
        server.disposeNow();
    }

    /** What many requests, tasks and operators on one thread write needs no lock. */
    @Test
    void nothingInterleaves() throws Exception {
        DisposableServer server = HttpServer.create()
                .runOn(onLoop)
                .port(0)
                .handle((request, response) -> {
                    int seen = requests;
                    Thread.yield();
                    requests = seen + 1;
                    return response.sendString(Mono.just("ok"));
                })
                .bindNow();
        HttpClient client = client(server);
        int tasks = 20;
        int rounds = 20;
        Task<?> all = loop.createTask(() -> taskGroup(group -> {
            for (int i = 0; i < tasks; i++) {
                group.createTask(() -> {
                    for (int round = 0; round < rounds; round++) {
                        await(client.get().responseContent().aggregate().asString());
                        int seen = requests;
                        Thread.yield();
                        requests = seen + 1;
                    }
                });
            }
        }));
        resultOf(all);
        assertThat(resultOf(loop.createTask(() -> requests))).isEqualTo(2 * tasks * rounds);
        server.disposeNow();
    }

    @Test
    void aServerServesOnAllLoopsOfAGroupAndAClientIsAnsweredWhereItAsks() throws Exception {
        LoopGroup group = LoopGroup.create(3).start();
        AsyncioLoopResources onLoops = AsyncioLoopResources.of(group);
        LoopConnectionProvider pools =
                LoopConnectionProvider.of(group, each -> ConnectionProvider.create("of " + each.name(), 4));
        Set<String> serving = ConcurrentHashMap.newKeySet();
        DisposableServer server = HttpServer.create()
                .runOn(onLoops)
                .port(0)
                .handle((request, response) -> {
                    serving.add(getRunningLoop().name());
                    return response.sendString(Mono.delay(Duration.ofMillis(1)).thenReturn("ok"));
                })
                .bindNow();
        HttpClient client = HttpClient.create(pools).runOn(onLoops).port(server.port());
        Mono<String> answeredOn = client.get()
                .responseContent()
                .aggregate()
                .asString()
                .map(text -> Thread.currentThread().getName());
        List<Task<Set<String>>> asking = group.loops().stream()
                .flatMap(each -> Stream.generate(() -> each.createTask(() -> {
                            Set<String> threads = new HashSet<>();
                            for (int i = 0; i < 10; i++) {
                                threads.add(await(answeredOn));
                            }
                            return threads;
                        }))
                        .limit(4))
                .toList();
        for (Task<Set<String>> each : asking) {
            assertThat(resultOf(each)).containsExactly(each.loop().name());
        }
        assertThat(serving).hasSize(3);
        assertThat(answeredOn.block(Duration.ofSeconds(20))).startsWith("asyncio-loop-");
        pools.disposeLater().block(Duration.ofSeconds(20));
        assertThat(pools.isDisposed()).isTrue();
        server.disposeNow();
        group.close();
    }

    @Test
    void aTcpClientFeedsAQueue() throws Exception {
        Queue<String> lines = new Queue<>();
        DisposableServer server = TcpServer.create()
                .runOn(onLoop)
                .port(0)
                .handle((in, out) -> {
                    requireLoop();
                    return out.send(in.receive().retain());
                })
                .bindNow();
        Connection connection = TcpClient.create(connections)
                .runOn(onLoop)
                .port(server.port())
                .handle((in, out) -> in.receive()
                        .asString()
                        .doOnNext(text -> {
                            requireLoop();
                            lines.putNoWait(text);
                        })
                        .then())
                .connectNow();
        Task<String> echoed = loop.createTask(() -> {
            await(connection.outbound().sendString(Mono.just("hello")).then());
            return lines.get();
        });
        assertThat(resultOf(echoed)).isEqualTo("hello");
        connection.disposeNow();
        server.disposeNow();
    }

    @Test
    void datagramsToo() throws Exception {
        Connection server = UdpServer.create()
                .runOn(onLoop)
                .port(0)
                .handle((in, out) -> out.sendObject(in.receiveObject()
                        .doOnNext(packet -> {
                            requireLoop();
                            ReferenceCountUtil.retain(packet);
                        })
                        .cast(DatagramPacket.class)
                        .map(packet -> new DatagramPacket(packet.content(), packet.sender()))))
                .bindNow();
        int port = ((InetSocketAddress) server.address()).getPort();
        Queue<String> answers = new Queue<>();
        Connection client = UdpClient.create()
                .runOn(onLoop)
                .port(port)
                .handle((in, out) ->
                        in.receive().asString().doOnNext(answers::putNoWait).then())
                .connectNow();
        Task<String> answer = loop.createTask(() -> {
            await(client.outbound().sendString(Mono.just("ping")).then());
            return answers.get();
        });
        assertThat(resultOf(answer)).isEqualTo("ping");
        client.disposeNow();
        server.disposeNow();
    }

    @Test
    void disposeLeavesTheLoopAlone() throws Exception {
        onLoop.dispose();
        onLoop.disposeLater(Duration.ZERO, Duration.ZERO).block();
        assertThat(resultOf(loop.createTask(() -> await(Flux.just(1, 2).last()))))
                .isEqualTo(2);
        assertThat(onLoop.isDisposed()).isFalse();
    }
}
