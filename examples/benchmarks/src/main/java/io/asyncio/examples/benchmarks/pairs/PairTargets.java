package io.asyncio.examples.benchmarks.pairs;

import java.util.List;
import java.util.OptionalDouble;

/** What ours may cost at most, on carriers, as a ratio to a peer. The first that fits counts. */
final class PairTargets {
    private static final List<Target> TARGETS = List.of(
            new Target("EchoPingPong \\(connections = 1, tls = false\\)", "netty", 1.00),
            new Target("EchoPingPong \\(connections = 100, tls = false\\)", "netty", 1.03),
            new Target("EchoPingPong \\(connections = 1000, tls = false\\)", "netty", 1.06),
            new Target("EchoPingPong \\(connections = 1, tls = true\\)", "netty", 1.03),
            new Target("EchoPingPong \\(connections = 100, tls = true\\)", "netty", 1.06),
            new Target("EchoPingPong \\(connections = 1000, tls = true\\)", "netty", 1.12),
            new Target("EchoStream .*", "netty", 1.4),
            new Target("SwitchInTurn", "kotlin", 2.0),
            new Target("SwitchInTurn", "bareYield", 1.4),
            new Target("Sleepers", "kotlin", 1.5),
            new Target("CallSoonThreadsafe.*", "netty", 1.0),
            new Target("(CreateAndAwait|CancelWaiters|Mono.*|Await.*)", "kotlin", 1.0));

    private PairTargets() {}

    static OptionalDouble of(String title, String ours, String peer) {
        if (!ours.equals("asyncio-carrier") && !ours.equals("asyncio")) {
            return OptionalDouble.empty();
        }
        return TARGETS.stream()
                .filter(target -> title.matches(target.title) && peer.equals(target.peer))
                .mapToDouble(target -> target.limit)
                .findFirst();
    }

    private record Target(String title, String peer, double limit) {}
}
