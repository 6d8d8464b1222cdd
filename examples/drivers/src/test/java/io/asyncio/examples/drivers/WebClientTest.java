package io.asyncio.examples.drivers;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.reactor.ReactorAdapter.await;
import static io.asyncio.reactor.ReactorAdapter.toMono;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;

/** Spring's WebClient on a loop's own thread. */
class WebClientTest extends DriverTestBase {
    @Test
    void itsSignalsAreOnTheLoop() throws Exception {
        DisposableServer server = HttpServer.create()
                .runOn(onLoop)
                .port(0)
                .route(routes -> routes.get("/", (request, response) -> {
                    requireLoop();
                    return response.sendString(toMono(createTask(() -> {
                        sleepMs(1);
                        return "answer";
                    })));
                }))
                .bindNow();
        ConnectionProvider connections = ConnectionProvider.create("test");
        WebClient client = WebClient.builder()
                .baseUrl("http://localhost:" + server.port())
                .clientConnector(new ReactorClientHttpConnector(
                        HttpClient.create(connections).runOn(onLoop).responseTimeout(Duration.ofSeconds(20))))
                .build();
        onLoop(() -> {
            String answer = await(client.get()
                    .uri("/")
                    .exchangeToMono(response -> {
                        requireLoop();
                        return response.bodyToMono(String.class);
                    })
                    .doOnNext(body -> requireLoop()));
            assertThat(answer).isEqualTo("answer");
            assertThatThrownBy(() -> await(client.get()
                            .uri("/none")
                            .retrieve()
                            .bodyToMono(String.class)
                            .doOnError(e -> requireLoop())))
                    .isInstanceOf(WebClientResponseException.NotFound.class);
            await(connections.disposeLater());
        });
        server.disposeNow();
        requireNoThread("reactor-http");
    }
}
