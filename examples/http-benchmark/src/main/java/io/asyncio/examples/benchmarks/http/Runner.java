package io.asyncio.examples.benchmarks.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** Measures the servers with one load: each warms up, then they take turns, a slice each. */
final class Runner {
    private static final Duration LEAD = Duration.ofMillis(100);
    private static final int WARM_UP_CONNECTIONS = 64;
    private static final int WARM_REQUESTS = 50_000;
    private static final int WARM_SLICES = 3;
    private static final double WARM = 0.05;

    private final ClientThread thread;
    private final Options options;
    private final Map<String, ServerProcess> servers;

    Runner(ClientThread thread, Options options, Map<String, ServerProcess> servers) {
        this.thread = thread;
        this.options = options;
        this.servers = servers;
    }

    /** Has each server compile what an endpoint runs. */
    void warmUp(String endpoint) throws InterruptedException {
        Load load = new Load(endpoint, WARM_UP_CONNECTIONS);
        for (Map.Entry<String, ServerProcess> server : servers.entrySet()) {
            try (LoadGenerator generator =
                    LoadGenerator.connect(thread, load, server.getValue().port())) {
                warmUp(load, server.getKey(), generator);
            }
        }
    }

    /** Until the processor time of a request stays the same for some slices, or the time is over. */
    private void warmUp(Load load, String contender, LoadGenerator generator) {
        long end = System.nanoTime() + options.warmUp().toNanos();
        Slice before = slice(load, contender, generator, 0);
        int requests = before.requests();
        for (int warm = 0; (warm < WARM_SLICES || requests < WARM_REQUESTS) && System.nanoTime() < end; ) {
            Slice now = slice(load, contender, generator, 0);
            warm = Math.abs(now.cpuMicros() / before.cpuMicros() - 1) < WARM ? warm + 1 : 0;
            requests += now.requests();
            before = now;
        }
    }

    /** The first round is not counted. Who does not answer is told of, and has no further turn with this load. */
    void measure(Load load, Consumer<Slice> slices) throws InterruptedException {
        Map<String, LoadGenerator> generators = new LinkedHashMap<>();
        for (Map.Entry<String, ServerProcess> server : servers.entrySet()) {
            generators.put(
                    server.getKey(),
                    LoadGenerator.connect(thread, load, server.getValue().port()));
        }
        List<String> turns = new ArrayList<>(servers.keySet());
        for (int round = 0; round <= options.slices(); round++) {
            for (String contender : List.copyOf(turns)) {
                try {
                    Slice slice = sliceAfterLead(load, contender, generators.get(contender), round);
                    if (round > 0) {
                        slices.accept(slice);
                    }
                } catch (CompletionException e) {
                    System.out.println(contender + " does not answer from round " + round + " of " + load + " on: "
                            + e.getCause());
                    turns.remove(contender);
                }
            }
            Collections.rotate(turns, 1); // so that none always has the same place
        }
        generators.values().forEach(LoadGenerator::close);
    }

    private Slice sliceAfterLead(Load load, String contender, LoadGenerator generator, int round) {
        generator.run(LEAD);
        return slice(load, contender, generator, round);
    }

    private Slice slice(Load load, String contender, LoadGenerator generator, int round) {
        ServerProcess server = servers.get(contender);
        CpuTime before = server.cpuTime();
        LoadGenerator.Answers answers = generator.run(options.slice());
        long cpu = server.cpuTime().nanosSince(before);
        return new Slice(
                contender,
                load,
                round,
                answers.count(),
                answers.nanos(),
                cpu,
                answers.median(),
                answers.percentile99());
    }
}
