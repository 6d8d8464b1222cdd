package io.asyncio.examples.benchmarks.report;

import java.util.List;
import java.util.Optional;

/** The targets, by job and contender. The first that fits counts. */
final class Targets {
    private static final List<Rule> RULES = List.of(
            new Rule("SwitchInTurn", "asyncio virtual", new Target.AtMost(3_000, "ns/op")),
            new Rule("SwitchByCallback", "asyncio virtual", new Target.AtMost(20_000, "ns/op")),
            new Rule("Switch.*", "asyncio platform", new Target.AtMost(30_000, "ns/op")),
            new Rule("MemoryPerTask", "asyncio carrier", new Target.AtMost(1024, "B/task")),
            new Rule("AwaitReadyMono", "methodCall", new Target.MoreAtMost(60, "ns/op")),
            new Rule("CallSoonThreadsafe.*", "netty", new Target.RatioAtLeast(1.0)),
            new Rule("Echo.*", "netty", new Target.RatioAtLeast(0.95)),
            new Rule("Echo.*", "reactorNetty", new Target.RatioAtLeast(1.0)),
            new Rule("Echo.* \\(.*connections = 100,.*", "virtualThreads", new Target.RatioAtLeast(2.5)),
            new Rule(
                    "(Switch|CreateAndAwait|Gather|Cancel|Sleepers|Await|Mono|Flux).*",
                    "kotlin",
                    new Target.RatioAtMost(1.0)));

    private Targets() {}

    static Optional<Target> of(Score score) {
        return RULES.stream().filter(rule -> rule.fits(score)).map(Rule::target).findFirst();
    }

    private record Rule(String job, String contender, Target target) {
        boolean fits(Score score) {
            return contender.equals(score.contender()) && score.title().matches(job + "( \\(.*)?");
        }
    }
}
