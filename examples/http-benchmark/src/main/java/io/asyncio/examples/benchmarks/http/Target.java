package io.asyncio.examples.benchmarks.http;

import java.util.ArrayList;
import java.util.List;

/** What one contender may cost at most, as a ratio to another. */
record Target(Load load, Metric metric, String contender, String peer, double limit) {
    private static final String DIRECT = "asyncio direct";

    static List<Target> all() {
        List<Target> all = new ArrayList<>();
        for (String endpoint : List.of("now", "wait")) {
            all.add(cpu(endpoint, 1, DIRECT, Contender.REFERENCE, 1.05));
            all.add(cpu(endpoint, 64, DIRECT, Contender.REFERENCE, 1.0));
        }
        all.add(cpu("now", 1, DIRECT, "asyncio direct, with the hop", 0.7));
        all.add(new Target(new Load("now", 1), Metric.LATENCY, DIRECT, Contender.REFERENCE, 1.05));
        for (int connections : List.of(1, 64)) {
            all.add(cpu("now", connections, "asyncio Task", Contender.REFERENCE, 1.02));
            all.add(cpu("now", connections, "asyncio Mono", Contender.REFERENCE, 1.02));
            all.add(cpu("now", connections, "asyncio suspend", "WebFlux suspend", 1.02));
        }
        for (int connections : List.of(1, 64, 256)) {
            all.add(cpu("call", connections, DIRECT, Contender.REFERENCE, 1.1));
        }
        for (String endpoint : List.of("now", "wait", "call")) {
            for (int connections : List.of(64, 256)) {
                all.add(cpu(endpoint, connections, DIRECT, "Spring MVC, virtual threads", 0.65));
                all.add(cpu(endpoint, connections, DIRECT, "Helidon", 1.1));
            }
        }
        for (int connections : List.of(1, 64)) {
            all.add(cpu("now", connections, "asyncio direct, virtual fibers", Contender.REFERENCE, 1.3));
        }
        all.add(cpu("now", 64, "asyncio direct, two loops", DIRECT, 1.1));
        return all;
    }

    private static Target cpu(String endpoint, int connections, String contender, String peer, double limit) {
        return new Target(new Load(endpoint, connections), Metric.CPU, contender, peer, limit);
    }
}
