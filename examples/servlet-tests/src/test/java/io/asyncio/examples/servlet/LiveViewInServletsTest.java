package io.asyncio.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.Asyncio;
import io.asyncio.Loop;
import io.asyncio.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Hooks;

/** The live view in an application with Tomcat and Spring MVC. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LiveViewInServletsTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private ConfigurableApplicationContext application;

    @EnableAutoConfiguration
    static class Application {}

    @AfterEach
    void stop() {
        application.close();
    }

    @Test
    void aBrowserGetsThePageAndWhatChanges() throws Exception {
        Loop loop = start();
        Task<?> clock = loop.createTask("clock", () -> Asyncio.sleep(Duration.ofHours(1)));
        assertThat(get("view").body()).contains("<title>asyncio</title>");
        try (BufferedReader events = listen()) {
            assertThat(message(events)).contains("\"all\":true", "\"clock\"");
            assertThat(message(events)).contains("\"all\":false");
        }
        clock.cancel();
        awaitThatNobodyLooks();
    }

    @Test
    void browsersThatGoAwayAreNoError() throws Exception {
        Queue<Throwable> dropped = new ConcurrentLinkedQueue<>();
        Hooks.onErrorDropped(dropped::add);
        try {
            start();
            List<BufferedReader> browsers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                browsers.add(listen());
            }
            for (BufferedReader browser : browsers) {
                message(browser);
                browser.close();
            }
            awaitThatNobodyLooks();
            assertThat(dropped).isEmpty();
        } finally {
            Hooks.resetOnErrorDropped();
        }
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        start();
        assertThat(get("other").statusCode()).isEqualTo(404);
    }

    @Test
    void aTaskIsCancelledOnlyIfThatIsSwitchedOn() throws Exception {
        Loop loop = start();
        loop.createTask("clock", () -> Asyncio.sleep(Duration.ofHours(1)));
        try (BufferedReader events = listen()) {
            assertThat(cancel(idOf("clock", message(events)), "").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void aTaskIsCancelledByThePage() throws Exception {
        Loop loop = start("--asyncio.view.may-cancel=true");
        Task<?> clock = loop.createTask("clock", () -> Asyncio.sleep(Duration.ofHours(1)));
        String token = find("TOKEN = '(\\w+)'", get("view").body());
        try (BufferedReader events = listen()) {
            String id = idOf("clock", message(events));
            assertThat(cancel(id, "wrong").statusCode()).isEqualTo(403);
            assertThat(cancel(id, token).body()).isEqualTo("{\"found\":true}");
        }
        assertThatThrownBy(() -> clock.toCompletableFuture().join()).isInstanceOf(CancellationException.class);
    }

    @Test
    void theApplicationEndsWhileSomebodyLooks() throws Exception {
        start("--server.shutdown=graceful", "--spring.lifecycle.timeout-per-shutdown-phase=50s");
        try (BufferedReader events = listen()) {
            message(events);
            application.close(); // does not wait for the one who looks, as this test would not live to see
            assertThat(events.lines().toList()).isNotNull(); // and its stream ends
        }
        awaitThatNobodyLooks();
    }

    private Loop start(String... settings) {
        application = new SpringApplicationBuilder(Application.class)
                .properties("server.port=0", "management.endpoints.web.exposure.include=asyncio")
                .run(settings);
        return application.getBean(Loop.class);
    }

    private URI uri(String part) {
        return URI.create("http://localhost:" + application.getEnvironment().getProperty("local.server.port")
                + "/actuator/asyncio/" + part);
    }

    private HttpResponse<String> get(String part) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(part)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> cancel(String task, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri("cancel?task=" + task + "&token=" + token))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private BufferedReader listen() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri("events"))
                .header("Accept", "text/event-stream")
                .build();
        return new BufferedReader(new InputStreamReader(
                client.send(request, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8));
    }

    private static String message(BufferedReader events) throws IOException {
        String line = events.readLine();
        while (line != null && line.isEmpty()) {
            line = events.readLine();
        }
        assertThat(line).startsWith("data:");
        return line;
    }

    private static String idOf(String name, String message) {
        return find("\\[(\\d+),\"" + name + "\"", message);
    }

    private static String find(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .findFirst()
                .orElseThrow(() -> new AssertionError(pattern + " is not in " + text));
    }

    /** The view's thread lives only while somebody looks; what it has sent last may still be on its way. */
    private static void awaitThatNobodyLooks() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("asyncio-view")) {
                thread.join();
            }
        }
        while (Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().endsWith(".ServletEvents"))) {
            Thread.sleep(1);
        }
    }
}
