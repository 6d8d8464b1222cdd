package io.asyncio.examples.benchmarks.http.server;

import io.helidon.webclient.api.WebClient;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;

/** Helidon SE, whose handlers block their virtual threads. */
public final class HelidonServer {
    private static final WebClient CLIENT = WebClient.builder().build();

    private HelidonServer() {}

    /** The server's JVM. */
    public static void main(String[] arguments) throws IOException {
        WebServer server = WebServer.builder()
                .port(0)
                .routing(HelidonServer::addRoutes)
                .build()
                .start();
        Control.serveAt(server.port());
    }

    private static void addRoutes(HttpRules routes) {
        routes.get("/now", (request, response) -> response.send("now"));
        routes.get("/wait", HelidonServer::waiting);
        routes.get("/call", HelidonServer::call);
    }

    private static void waiting(ServerRequest request, ServerResponse response) throws InterruptedException {
        Thread.sleep(1);
        response.send("waited");
    }

    private static void call(ServerRequest request, ServerResponse response) {
        response.send("called: " + CLIENT.get(Stub.URL).requestEntity(String.class));
    }
}
