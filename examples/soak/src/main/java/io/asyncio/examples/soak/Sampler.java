package io.asyncio.examples.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import io.asyncio.Loop;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Measures the JVM and the loops, from a thread of its own, while no round is under way. */
final class Sampler {
    private static final long REST_SECONDS = 30;
    /** In which peers see that a connection has ended. */
    private static final long SETTLE_MS = 200;

    private final Loop loop;
    private final Loop far;
    private final Gate gate;
    private final List<Load> loads;

    /** The gate is that of {@code loop}. */
    Sampler(Loop loop, Loop far, Gate gate, List<Load> loads) {
        this.loop = loop;
        this.far = far;
        this.gate = gate;
        this.loads = loads;
    }

    /** Waits until all rounds have ended, measures, and lets the workers go on. */
    Sample sample() throws InterruptedException, ExecutionException {
        rest();
        Thread.sleep(SETTLE_MS);
        System.gc();
        System.gc(); // what the first one has handed over to reference queues
        Sample sample = new Sample(measure(), roundsOfLoads());
        loop.callSoonThreadsafe(gate::open);
        return sample;
    }

    private void rest() throws InterruptedException, ExecutionException {
        try {
            loop.createTask(gate::close).toCompletableFuture().get(REST_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "Rounds have not ended within %d s: %s%n%s%n%s"
                            .formatted(REST_SECONDS, gate.working(), loop.dump(), far.dump()),
                    e);
        }
    }

    private Map<Quantity, Long> measure() {
        Map<Quantity, Long> values = new EnumMap<>(Quantity.class);
        values.put(
                Quantity.HEAP,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        values.put(Quantity.DIRECT_MEMORY, PlatformDependent.usedDirectMemory());
        values.put(Quantity.THREADS, (long) ManagementFactory.getThreadMXBean().getThreadCount());
        values.put(Quantity.FILES, openFiles());
        values.put(
                Quantity.TASKS, (long) (loop.allTasks().size() + far.allTasks().size()));
        values.put(Quantity.CONNECTIONS, (long) (loop.connectionCount() + far.connectionCount()));
        return values;
    }

    /** On Windows, where nobody counts them, none. */
    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    private Map<String, Long> roundsOfLoads() {
        return loads.stream().collect(Collectors.toMap(Load::name, Load::rounds));
    }
}
