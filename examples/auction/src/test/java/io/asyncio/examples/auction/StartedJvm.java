package io.asyncio.examples.auction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The application in a JVM of its own, of the kind that runs the test. */
final class StartedJvm implements AutoCloseable {
    private static final String OPEN = "Open http://localhost:";

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Process process;
    private final String url;

    /** {@code application} is what follows the JVM's options: a class path and a class, or a jar. */
    StartedJvm(List<String> application, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // it does not live long
        command.addAll(application);
        command.addAll(List.of(arguments));
        List.of("--server.port=0", "--auction.lots=1").forEach(setting -> RunningHouse.addUnlessSet(command, setting));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name -> name.endsWith("JAVA_OPTIONS") || name.equals("JAVA_TOOL_OPTIONS"));
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly)); // if the test is ended itself
        url = awaitAddress(process.inputReader(UTF_8));
    }

    private String awaitAddress(BufferedReader output) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
            int found = line.indexOf(OPEN);
            if (found >= 0) {
                Thread rest = new Thread(() -> output.lines().forEach(lines::add), "output of the application");
                rest.setDaemon(true);
                rest.start();
                return line.substring(found + "Open ".length());
            }
        }
        throw new IOException("The application has ended, and said:\n" + String.join("\n", lines));
    }

    /** What it has printed up to now. */
    List<String> lines() {
        return lines;
    }

    String url() {
        return url;
    }

    /** By SIGKILL: it can do nothing more. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("killed").isTrue();
    }

    String get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** By a signal, as a container's runtime does it. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        boolean ended = process.waitFor(30, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended).as("ends by SIGTERM").isTrue();
    }
}
