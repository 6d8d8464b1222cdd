package io.asyncio.examples.cluster;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createSubprocessExec;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.run;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.toThread;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.asyncio.Loop;
import io.asyncio.VoidCoroutine;
import io.asyncio.subprocess.Process;
import io.asyncio.subprocess.ProcessOptions;
import io.asyncio.subprocess.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a call to a key's home costs: at home, on another loop of the same JVM, and in another JVM on the same machine; the
 * median, and the quartiles, of 20 slices in turns. {@code mvn -q compile exec:exec -pl examples/cluster -am}.
 */
public final class CallCost {
    private static final int WARM_UP = 10;
    private static final int SLICES = 20;
    private static final int CALLS = 1_000;
    private static final int AT_ONCE = 100;

    private final Homes<Long> homes;
    private final Loop other;
    private final List<Job> jobs;

    /** What is called, and how long calls took in each slice, in microseconds. */
    private record Job(String name, VoidCoroutine calls, List<Double> slices) {
        Job(String name, VoidCoroutine calls) {
            this(name, calls, new ArrayList<>());
        }
    }

    private record Echo(long number) implements Request<Long, Long> {
        @Override
        public Long runAt(Long home) {
            return home + number;
        }
    }

    private CallCost(Homes<Long> homes, Loop other) {
        this.homes = homes;
        this.other = other;
        String here = keyWhoseHomeIsHere(true);
        String far = keyWhoseHomeIsHere(false);
        this.jobs = List.of(
                new Job("at home", () -> oneByOne(here)),
                new Job("on another loop", this::onOtherLoop),
                new Job("in another JVM", () -> oneByOne(far)),
                new Job("in another JVM, " + AT_ONCE + " at once", () -> atOnce(far)));
    }

    /** With an argument, the port of the node that measures: the other node. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            HazelcastInstance node = join("127.0.0.1:" + arguments[0]);
            run(() -> {
                open(node);
                toThread(() -> System.in.read()); // the end, when the other node has gone
            });
            return;
        }
        HazelcastInstance node = join();
        try (Loop other = Loop.create().start()) {
            run(() -> measure(node, other));
        } finally {
            node.shutdown();
        }
    }

    private static void measure(HazelcastInstance node, Loop other) throws Exception {
        Homes<Long> homes = open(node);
        Process child =
                createSubprocessExec(command(node), ProcessOptions.defaults().withStdin(Redirect.PIPE));
        try {
            while (!toThread(() -> hasTwoHomes(node))) {
                sleepMs(100);
            }
            new CallCost(homes, other).measure();
        } finally {
            homes.close();
            child.terminate();
        }
    }

    private static Homes<Long> open(HazelcastInstance node) {
        Loop loop = getRunningLoop();
        return toThread(() -> Homes.open(node, loop, "echo", 0L));
    }

    private static boolean hasTwoHomes(HazelcastInstance node) {
        return node.getCluster().getMembers().size() == 2
                && node.getPartitionService().isClusterSafe()
                && node.getPartitionService().getPartitions().stream()
                        .anyMatch(part ->
                                part.getOwner() != null && !part.getOwner().localMember());
    }

    private static List<String> command(HazelcastInstance node) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String port =
                String.valueOf(node.getCluster().getLocalMember().getAddress().getPort());
        return Stream.of(
                        Stream.of(java),
                        ManagementFactory.getRuntimeMXBean().getInputArguments().stream(),
                        Stream.of("-cp", System.getProperty("java.class.path"), CallCost.class.getName(), port))
                .flatMap(part -> part)
                .toList();
    }

    private static HazelcastInstance join(String... members) {
        return Hazelcast.newHazelcastInstance(LoopbackConfig.withMembers(List.of(members)));
    }

    private String keyWhoseHomeIsHere(boolean here) {
        return IntStream.iterate(0, number -> number + 1)
                .mapToObj(String::valueOf)
                .filter(key -> homes.isHome(key) == here)
                .findFirst()
                .orElseThrow();
    }

    private void measure() throws Exception {
        for (int slice = -WARM_UP; slice < SLICES; slice++) {
            for (Job job : jobs) {
                long begin = System.nanoTime();
                job.calls.run();
                if (slice >= 0) {
                    job.slices.add((System.nanoTime() - begin) / 1e3 / CALLS);
                }
            }
        }
        for (Job job : jobs) {
            double[] sorted =
                    job.slices.stream().mapToDouble(micros -> micros).sorted().toArray();
            System.out.printf(
                    "%-28s %7.1f us (%.1f to %.1f)%n",
                    job.name, sorted[SLICES / 2], sorted[SLICES / 4], sorted[SLICES * 3 / 4]);
        }
    }

    private void oneByOne(String key) {
        for (int i = 0; i < CALLS; i++) {
            await(homes.callOnce(key, new Echo(i)));
        }
    }

    private void atOnce(String key) {
        for (int i = 0; i < CALLS / AT_ONCE; i++) {
            gather(Stream.generate(() -> homes.callOnce(key, new Echo(1)))
                    .limit(AT_ONCE)
                    .toList());
        }
    }

    private void onOtherLoop() {
        for (int i = 0; i < CALLS; i++) {
            await(other.createTask(() -> 1L));
        }
    }
}
