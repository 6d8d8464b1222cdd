package io.asyncio.examples.benchmarks.http.server;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;

/** Vert.x web, on one event loop. */
public final class VertxServer {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(500));

    private VertxServer() {}

    /** The server's JVM. */
    public static void main(String[] arguments) throws IOException {
        Control.serveAt(new VertxServer().listen().actualPort());
    }

    private HttpServer listen() {
        Router router = Router.router(vertx);
        router.get("/now").handler(request -> answer(request, "now"));
        router.get("/wait").handler(request -> vertx.setTimer(1, timer -> answer(request, "waited")));
        router.get("/call").handler(this::call);
        return vertx.createHttpServer().requestHandler(router).listen(0).await();
    }

    private static void answer(RoutingContext request, String text) {
        request.response().putHeader("content-type", "text/plain").end(text);
    }

    private void call(RoutingContext request) {
        client.request(HttpMethod.GET, Stub.PORT, Stub.HOST, Stub.PATH)
                .compose(call -> call.send().compose(HttpClientResponse::body))
                .onSuccess(body -> answer(request, "called: " + body))
                .onFailure(request::fail);
    }
}
