package io.asyncio.examples.soak;

import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.reactor.ReactorAdapter.await;
import static io.asyncio.reactor.ReactorAdapter.mono;

import io.asyncio.Loop;
import io.asyncio.reactor.netty.AsyncioLoopResources;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.ConnectionProvider;

/** Requests by reactor-netty's client to its server, both on the loop, some of which are cancelled. */
final class HttpLoad extends Load {
    /** Fewer than there are requests at a time, so that some wait. */
    private static final int CONNECTIONS = 4;

    private final ConnectionProvider connections = ConnectionProvider.create("soak", CONNECTIONS);
    private @Nullable DisposableServer server;
    private @Nullable HttpClient client;

    HttpLoad() {
        super("HTTP", 2);
    }

    @Override
    void open() {
        Loop loop = getRunningLoop();
        AsyncioLoopResources onLoop = AsyncioLoopResources.of(loop);
        server = await(HttpServer.create()
                .runOn(onLoop)
                .host(Echo.HOST)
                .port(0)
                .route(routes -> routes.get("/slow/{text}", (request, response) -> slow(loop, request, response))
                        .post(
                                "/echo",
                                (request, response) ->
                                        response.send(request.receive().retain())))
                .bind()
                .<DisposableServer>map(bound -> bound));
        client = HttpClient.create(connections).runOn(onLoop).host(Echo.HOST).port(server.port());
    }

    /** Not sendString() of this Mono: reactor-netty 1.3.7 leaks what comes just after the close of a channel. */
    private static Mono<Void> slow(Loop loop, HttpServerRequest request, HttpServerResponse response) {
        return mono(loop, () -> answer(request.param("text")))
                .flatMap(text -> response.sendString(Mono.just(text)).then());
    }

    private static String answer(@Nullable String text) {
        sleepMs(2);
        return "answer to " + text;
    }

    @Override
    void round(Random random) throws Exception {
        Crowd.run(random, 3, () -> get(random.nextInt()));
        Crowd.run(random, 3, () -> post(Echo.piece(random)));
    }

    @Override
    void close() {
        await(connections.disposeLater());
        server.dispose();
        await(server.onDispose());
    }

    private void get(int number) {
        String answer = await(client.get()
                .uri("/slow/" + number)
                .responseContent()
                .aggregate()
                .asString());
        require(("answer to " + number).equals(answer), "an HTTP request gets its own answer");
    }

    private void post(byte[] sent) {
        byte[] received = await(client.post()
                .uri("/echo")
                .send((request, outbound) -> outbound.sendByteArray(Mono.just(sent)))
                .responseContent()
                .aggregate()
                .asByteArray());
        Echo.requireSame(received, sent);
    }
}
