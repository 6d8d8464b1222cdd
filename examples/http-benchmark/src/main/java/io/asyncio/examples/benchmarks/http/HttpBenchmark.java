package io.asyncio.examples.benchmarks.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Starts the servers, measures them with each load, and writes {@code Http.md} and {@code Http.json}. */
public final class HttpBenchmark {
    private final Options options;
    private final List<Slice> slices = new ArrayList<>();

    private HttpBenchmark(Options options) {
        this.options = options;
    }

    /** The program; {@link Options} has its arguments. */
    public static void main(String[] arguments) throws Exception {
        new HttpBenchmark(Options.of(arguments)).run();
    }

    private void run() throws IOException, InterruptedException {
        Map<String, ServerProcess> servers = new LinkedHashMap<>();
        try (ClientThread thread = new ClientThread()) {
            startAll(servers, StubServer.start(thread).port());
            Runner runner = new Runner(thread, options, servers);
            for (String endpoint : options.endpoints()) {
                say("warming up /" + endpoint);
                runner.warmUp(endpoint);
            }
            for (Load load : options.loads()) {
                say("measuring " + load);
                runner.measure(load, slices::add);
                write();
            }
        } finally {
            for (ServerProcess server : servers.values()) {
                server.close();
            }
        }
        System.out.println(Tables.of(new Results(slices)));
    }

    /** What does not start is left out. */
    private void startAll(Map<String, ServerProcess> servers, int stubPort) {
        for (Contender contender : Contender.all()) {
            if (options.wants(contender)) {
                try {
                    servers.put(contender.name(), ServerProcess.start(contender, stubPort, log(contender)));
                } catch (IOException e) {
                    System.out.println(contender.name() + " is left out: " + e.getMessage());
                }
            }
        }
    }

    private static void say(String what) {
        System.out.println(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + " " + what);
    }

    private Path log(Contender contender) {
        return options.results().resolve(contender.name().replaceAll("\\W+", "-") + ".log");
    }

    private void write() throws IOException {
        Results results = new Results(slices);
        Files.writeString(options.results().resolve("Http.md"), Tables.of(results));
        Files.writeString(options.results().resolve("Http.json"), Json.of(results));
    }
}
