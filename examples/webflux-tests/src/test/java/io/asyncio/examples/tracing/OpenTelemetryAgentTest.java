package io.asyncio.examples.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.javaagent.OpenTelemetryAgent;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request's trace is that of all that its controller does, in an application under OpenTelemetry's agent. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpenTelemetryAgentTest {
    private static Process application;
    private static String url;

    @BeforeAll
    static void start() throws IOException {
        application = new ProcessBuilder(command())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = application.inputReader();
        String line = output.readLine();
        while (line != null && !line.startsWith("port ")) {
            line = output.readLine();
        }
        assertThat(line).as("the application's port").isNotNull();
        url = "http://localhost:" + line.substring("port ".length());
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        application.getOutputStream().close();
        assertThat(application.waitFor()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"/plain, 4", "/task, 2"})
    void theTraceGoesWithTheRequest(String path, int places) throws Exception {
        for (int i = 1; i <= 20; i++) {
            String trace = "%032x".formatted(i);
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                    .header("traceparent", "00-" + trace + "-00000000000000aa-01")
                    .build();
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            String[] traces = new String[places];
            Arrays.fill(traces, '"' + trace + '"');
            assertThat(response.body()).isEqualTo("[" + String.join(",", traces) + "]");
        }
    }

    private static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-")) // carrier fibers need them
                .forEach(command::add);
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // it does not live long
        command.add("-javaagent:"
                + OpenTelemetryAgent.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath());
        command.add("-Dotel.javaagent.logging=none");
        for (String signal : List.of("traces", "metrics", "logs")) {
            command.add("-Dotel." + signal + ".exporter=none");
        }
        command.addAll(List.of("-cp", classPath(), TracedApplication.class.getName()));
        return command;
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("opentelemetry-javaagent"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
