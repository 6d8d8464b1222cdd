package io.asyncio.reactor;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.startServer;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import io.asyncio.Task;
import io.asyncio.stream.Server;
import io.asyncio.stream.ServerOptions;
import io.asyncio.stream.Stream;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Loop loop = Loop.withVirtualTime();

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    @Test
    void tasksAreCountedByTheirEnd() {
        new LoopMetrics(loop, Tags.of("loop", "test")).bindTo(registry);
        loop.setExceptionHandler((l, unseen) -> {});
        loop.runUntilComplete(() -> {
            Task<?> sleeper = createTask(() -> sleepMs(1000));
            createTask(() -> {
                throw new IllegalStateException("fails");
            });
            sleepMs(1);
            assertThat(registry.get("asyncio.tasks.active")
                            .tag("loop", "test")
                            .gauge()
                            .value())
                    .isEqualTo(2);
            sleeper.cancel();
            sleepMs(1);
        });
        assertThat(count("asyncio.tasks.started")).isEqualTo(3);
        assertThat(count("asyncio.tasks.failed")).isEqualTo(1);
        assertThat(count("asyncio.tasks.cancelled")).isEqualTo(1);
        assertThat(registry.get("asyncio.tasks.active").gauge().value()).isZero();
    }

    @Test
    void theLoopsOfAGroupAreToldApart() throws Exception {
        try (LoopGroup group = LoopGroup.create(2).start()) {
            LoopMetrics.of(group).bindTo(registry);
            group.loops().get(1).createTask(() -> {}).toCompletableFuture().get();
            assertThat(group.loops())
                    .map(each -> registry.get("asyncio.tasks.started")
                            .tag("loop", each.name())
                            .counter()
                            .count())
                    .containsExactly(0.0, 1.0);
        }
    }

    @Test
    void turnsAndWhatIsReadyAreMeasured() {
        new LoopMetrics(loop).bindTo(registry);
        loop.runUntilComplete(() -> {
            createTask(() -> {});
            createTask(() -> {});
            assertThat(registry.get("asyncio.loop.ready").gauge().value()).isEqualTo(2);
            sleepMs(0);
            sleepMs(0);
        });
        assertThat(registry.get("asyncio.loop.turns").timer().count()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void slowCallbacksAreCountedInDebugMode() {
        new LoopMetrics(loop).bindTo(registry);
        loop.setDebug(true);
        loop.setSlowCallbackDuration(Duration.ZERO);
        loop.runUntilComplete(() -> sleepMs(0));
        assertThat(count("asyncio.loop.slow.callbacks")).isPositive();
    }

    @Test
    void connectionsOfServersAreCounted() throws Exception {
        try (Loop realTime = Loop.create()) {
            new LoopMetrics(realTime).bindTo(registry);
            realTime.runUntilComplete(() -> {
                ServerOptions options =
                        ServerOptions.defaults().withMaxConnections(1).withIdleTimeout(Duration.ofMillis(50));
                try (Server server = startServer((reader, writer) -> reader.read(), "localhost", 0, options);
                        Stream client = openConnection("localhost", server.port())) {
                    while (connections() != 1) {
                        sleepMs(1);
                    }
                    assertThat(count("asyncio.server.full")).isEqualTo(1);
                    client.read(); // to the end, which comes as it is idle
                    while (connections() != 0) {
                        sleepMs(1);
                    }
                    assertThat(count("asyncio.server.idle")).isEqualTo(1);
                }
            });
        }
    }

    private double connections() {
        return registry.get("asyncio.server.connections").gauge().value();
    }

    @Test
    void severalRegistriesAreTold() {
        MeterRegistry other = new SimpleMeterRegistry();
        LoopMetrics metrics = new LoopMetrics(loop);
        metrics.bindTo(registry);
        metrics.bindTo(other);
        loop.runUntilComplete(() -> sleepMs(0));
        assertThat(count("asyncio.tasks.started")).isEqualTo(1);
        assertThat(other.get("asyncio.tasks.started").counter().count()).isEqualTo(1);
    }

    private double count(String name) {
        return registry.get(name).counter().count();
    }
}
