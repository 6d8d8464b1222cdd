package io.asyncio.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.ExecutionCallback;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IExecutorService;
import com.hazelcast.partition.Partition;
import io.asyncio.Coroutine;
import io.asyncio.ExceptionContext;
import io.asyncio.Loop;
import io.asyncio.Task;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A node of a cluster in this JVM: a Hazelcast instance, a loop, and a place where requests leave their traces. */
final class Node implements AutoCloseable {
    static final String HOMES = "desks";
    private static final long SECONDS = 20;

    final HazelcastInstance hazelcast;
    final Loop loop = Loop.create().start();
    final Desk desk = new Desk(loop);
    final Queue<ExceptionContext> unhandled = new ConcurrentLinkedQueue<>();
    Homes<Desk> homes;

    private Node(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
        loop.setExceptionHandler((itself, told) -> unhandled.add(told));
    }

    /** What lives at a home in these tests; its fields are plain, as the loop's code alone touches them. */
    static final class Desk {
        final Loop loop;
        final List<String> trail = new ArrayList<>();
        int calls;

        Desk(Loop loop) {
            this.loop = loop;
        }
    }

    /** In the cluster of {@code others}, on a free port; without homes yet. */
    static Node startWithoutHomes(List<Node> others) {
        Config config = LoopbackConfig.withMembers(others.stream()
                .map(other -> other.hazelcast.getCluster().getLocalMember().getAddress())
                .map(address -> address.getHost() + ":" + address.getPort())
                .toList());
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        return new Node(Hazelcast.newHazelcastInstance(config));
    }

    static Node start(List<Node> others) {
        Node node = startWithoutHomes(others);
        node.openHomes();
        return node;
    }

    void openHomes() {
        homes = Homes.open(hazelcast, loop, HOMES, desk);
    }

    /** The messenger gives up the first {@code messages}, each with {@code loss}. */
    void openHomesThatLose(Exception loss, int messages) {
        AtomicInteger left = new AtomicInteger(messages);
        IExecutorService messenger = hazelcast.getExecutorService(HOMES);
        IExecutorService losing = instead(IExecutorService.class, messenger, "submitToMember", arguments -> {
            if (left.getAndDecrement() <= 0) {
                messenger.submitToMember(
                        (Runnable) arguments[0], (Member) arguments[1], (ExecutionCallback<?>) arguments[2]);
            } else {
                ((ExecutionCallback<?>) arguments[2]).onFailure(loss);
            }
            return null;
        });
        homes = Homes.open(
                instead(HazelcastInstance.class, hazelcast, "getExecutorService", name -> losing), loop, HOMES, desk);
    }

    /** {@code original}, but for one method. */
    private static <T> T instead(Class<T> type, T original, String method, Function<Object[], Object> other) {
        Object proxy = Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (itself, called, arguments) ->
                        called.getName().equals(method) ? other.apply(arguments) : called.invoke(original, arguments));
        return type.cast(proxy);
    }

    /** Until each of {@code nodes} has its share of the keys, and all know that. */
    static void awaitShares(List<Node> nodes) {
        awaitThat("shares", () -> nodes.stream().allMatch(node -> node.hasShares(nodes)));
    }

    private boolean hasShares(List<Node> nodes) {
        Map<Member, Long> shares = hazelcast.getPartitionService().getPartitions().stream()
                .map(Partition::getOwner)
                .filter(Objects::nonNull)
                .collect(Collectors.groupingBy(owner -> owner, Collectors.counting()));
        int partitions = hazelcast.getPartitionService().getPartitions().size();
        return shares.size() == nodes.size()
                && shares.values().stream().allMatch(share -> share >= partitions / nodes.size())
                && hazelcast.getPartitionService().isClusterSafe();
    }

    /** A key that lives there. */
    UUID key() {
        UUID key = UUID.randomUUID();
        while (!hazelcast
                .getCluster()
                .getLocalMember()
                .equals(hazelcast.getPartitionService().getPartition(key).getOwner())) {
            key = UUID.randomUUID();
        }
        return key;
    }

    <T> T onLoop(Coroutine<T> body) {
        return result(loop.createTask(body));
    }

    static <T> T result(Task<T> task) {
        try {
            return task.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** How it fails. */
    static Throwable failure(CompletableFuture<?> call) {
        try {
            Object value = call.get(SECONDS, TimeUnit.SECONDS);
            throw new AssertionError("no failure, but " + value);
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static void awaitThat(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time: " + what).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    /** As a process that is killed: nothing is said or moved before. */
    void kill() {
        hazelcast.getLifecycleService().terminate();
    }

    @Override
    public void close() {
        hazelcast.getLifecycleService().terminate();
        loop.close();
    }
}
