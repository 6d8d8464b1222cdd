package io.asyncio.reactor.spring;

import static io.asyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import io.asyncio.Task;
import io.asyncio.view.LoopView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import reactor.core.publisher.Flux;

class LiveViewTest {
    private final ReactiveWebApplicationContextRunner application = new ReactiveWebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    AsyncioAutoConfiguration.class,
                    AsyncioViewAutoConfiguration.class,
                    AsyncioActuatorAutoConfiguration.class))
            .withPropertyValues("management.endpoints.web.exposure.include=asyncio");

    @Test
    void itHasAPortOfItsOwnIfTheApplicationAsksForOne() {
        List<URI> uris = new ArrayList<>();
        application.run(context ->
                assertThat(context.getBean(LiveView.class).onOwnPort()).isNull());
        application.withPropertyValues("asyncio.view.port=0").run(context -> {
            LoopView view = context.getBean(LiveView.class).onOwnPort();
            uris.add(view.uri());
            assertThat(get(view.uri())).contains("<title>asyncio</title>");
        });
        assertThatThrownBy(() -> get(uris.get(0))).isInstanceOf(IOException.class);
    }

    private static String get(URI uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    @Test
    void aPortThatIsInUseIsNamed() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            application
                    .withPropertyValues("asyncio.view.port=" + other.getLocalPort())
                    .run(context -> assertThat(context).getFailure().rootCause().isInstanceOf(IOException.class));
        }
    }

    @Test
    void theEndpointServesThePageAndWhatItListensTo() {
        application.withPropertyValues("asyncio.loops=2").run(context -> {
            AsyncioEndpointWebExtension endpoint = context.getBean(AsyncioEndpointWebExtension.class);
            WebEndpointResponse<?> page = (WebEndpointResponse<?>) endpoint.part("view");
            assertThat(page.getContentType()).hasToString("text/html;charset=UTF-8");
            assertThat((String) page.getBody()).contains("<title>asyncio</title>");
            assertThat(((WebEndpointResponse<?>) endpoint.part("other")).getStatus())
                    .isEqualTo(404);
            String second = context.getBean(LoopGroup.class).loops().get(1).name();
            WebEndpointResponse<?> events = (WebEndpointResponse<?>) endpoint.part("events");
            assertThat(events.getContentType()).hasToString("text/event-stream;charset=UTF-8");
            assertThat(firstOf(events)).contains("\"name\":\"asyncioLoop\"", "\"name\":\"" + second + "\"");
        });
    }

    private static String firstOf(WebEndpointResponse<?> events) {
        return (String) ((Flux<?>) events.getBody()).blockFirst();
    }

    private static Object bodyOf(Object answer) {
        return ((WebEndpointResponse<?>) answer).getBody();
    }

    @Test
    void anApplicationThatStopsEndsTheMessagesBeforeTheWebServerWaitsForThem() {
        CountDownLatch ended = new CountDownLatch(1);
        application.run(context -> {
            AsyncioEndpointWebExtension endpoint = context.getBean(AsyncioEndpointWebExtension.class);
            ((Flux<?>) bodyOf(endpoint.part("events")))
                    .doOnComplete(ended::countDown)
                    .subscribe();
            assertThat(context.getBean(LiveView.class).getPhase())
                    .isGreaterThan(context.getBean(LoopLifecycle.class).getPhase());
        });
        assertThat(ended.getCount()).isZero();
    }

    @Test
    void onlyThePageMayCancelAndOnlyIfTheApplicationSaysSo() {
        application.run(context -> assertThat(
                        context.getBean(AsyncioEndpointWebExtension.class).change("cancel", 1, ""))
                .satisfies(refused -> assertThat(refused.getStatus()).isEqualTo(403)));
        application.withPropertyValues("asyncio.view.may-cancel=true").run(context -> {
            Task<?> task = context.getBean(Loop.class).createTask("task", () -> sleep(Double.POSITIVE_INFINITY));
            AsyncioEndpointWebExtension endpoint = context.getBean(AsyncioEndpointWebExtension.class);
            CountDownLatch looked = new CountDownLatch(1);
            List<String> messages = new ArrayList<>();
            ((Flux<?>) bodyOf(endpoint.part("events"))).subscribe(message -> {
                messages.add((String) message);
                looked.countDown();
            });
            looked.await();
            long id = Long.parseLong(find("\\[(\\d+),\"task\"", messages.get(0)));
            String token = find("const TOKEN = '(\\w+)'", (String) bodyOf(endpoint.part("view")));
            assertThat(endpoint.change("cancel", id, "other").getStatus()).isEqualTo(403);
            assertThat(endpoint.change("cancel", id, null).getStatus()).isEqualTo(403);
            assertThat(endpoint.change("view", id, token).getStatus()).isEqualTo(404);
            assertThat(endpoint.change("cancel", id, token).getBody()).isEqualTo(Map.of("found", true));
            assertThatThrownBy(() -> task.toCompletableFuture().join()).isInstanceOf(CancellationException.class);
            assertThat(endpoint.change("cancel", id, token).getStatus()).isEqualTo(404);
        });
    }

    private static String find(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return found.group(1);
    }
}
