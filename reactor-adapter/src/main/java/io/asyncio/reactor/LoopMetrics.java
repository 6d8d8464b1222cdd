package io.asyncio.reactor;

import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import io.asyncio.LoopObserver;
import io.asyncio.Task;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of a loop, or of each of a group, for Micrometer, to be bound to any number of registries. Any thread may bind them.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><td>{@code asyncio.loop.ready}</td><td>gauge: callbacks and steps of tasks that are ready to run</td></tr>
 * <tr><td>{@code asyncio.loop.turns}</td><td>timer: how long turns take</td></tr>
 * <tr><td>{@code asyncio.loop.slow.callbacks}</td><td>counter: callbacks and steps that debug mode
 *     finds too long; none without debug mode</td></tr>
 * <tr><td>{@code asyncio.tasks.active}</td><td>gauge: tasks that are not done</td></tr>
 * <tr><td>{@code asyncio.tasks.started}, {@code .failed}, {@code .cancelled}</td><td>counters</td></tr>
 * <tr><td>{@code asyncio.server.connections}</td><td>gauge: open connections that servers of the loop have accepted</td></tr>
 * <tr><td>{@code asyncio.server.full}</td><td>counter: how often a server reached the most connections it may have</td></tr>
 * <tr><td>{@code asyncio.server.idle}</td><td>counter: connections that were closed for their idle timeout</td></tr>
 * </table>
 */
public final class LoopMetrics implements MeterBinder {
    private final Map<Loop, Tags> loops;

    private LoopMetrics(Map<Loop, Tags> loops) {
        this.loops = loops;
    }

    /** Metrics of each loop of {@code group}, told apart by the tag {@code loop}, which has its name. */
    public static LoopMetrics of(LoopGroup group) {
        return new LoopMetrics(Objects.requireNonNull(group, "group").loops().stream()
                .collect(Collectors.toMap(Function.identity(), loop -> Tags.of("loop", loop.name()))));
    }

    /** Metrics of {@code loop}, without tags. */
    public LoopMetrics(Loop loop) {
        this(loop, List.of());
    }

    /** Metrics of {@code loop} with {@code tags}, which tell it from other loops. */
    public LoopMetrics(Loop loop, Iterable<Tag> tags) {
        this(Map.of(Objects.requireNonNull(loop, "loop"), Tags.of(tags)));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        loops.forEach((loop, tags) -> bind(loop, tags, registry));
    }

    private static void bind(Loop loop, Tags tags, MeterRegistry registry) {
        Gauge.builder("asyncio.loop.ready", loop, Loop::readyCount)
                .description("Callbacks and steps of tasks that are ready to run")
                .tags(tags)
                .register(registry);
        Gauge.builder("asyncio.tasks.active", loop, observed -> observed.allTasks()
                        .size())
                .description("Tasks that are not done")
                .tags(tags)
                .register(registry);
        Gauge.builder("asyncio.server.connections", loop, Loop::connectionCount)
                .description("Open connections that servers of the loop have accepted")
                .tags(tags)
                .register(registry);
        loop.addObserver(new Observer(tags, registry));
    }

    private static final class Observer implements LoopObserver {
        private final Tags tags;
        private final Timer turns;
        private final Counter slowCallbacks;
        private final Counter started;
        private final Counter failed;
        private final Counter cancelled;
        private final Counter full;
        private final Counter idle;

        Observer(Tags tags, MeterRegistry registry) {
            this.tags = tags;
            turns = Timer.builder("asyncio.loop.turns")
                    .description("How long turns of the loop take")
                    .tags(tags)
                    .register(registry);
            slowCallbacks =
                    counter(registry, "asyncio.loop.slow.callbacks", "Callbacks that debug mode finds too long");
            started = counter(registry, "asyncio.tasks.started", "Tasks that were made");
            failed = counter(registry, "asyncio.tasks.failed", "Tasks that ended by an exception");
            cancelled = counter(registry, "asyncio.tasks.cancelled", "Tasks that were cancelled");
            full = counter(
                    registry, "asyncio.server.full", "How often a server reached the most connections it may have");
            idle = counter(registry, "asyncio.server.idle", "Connections that were closed for their idle timeout");
        }

        private Counter counter(MeterRegistry registry, String name, String description) {
            return Counter.builder(name).description(description).tags(tags).register(registry);
        }

        @Override
        public void taskCreated(Task<?> task) {
            started.increment();
        }

        @Override
        public void taskDone(Task<?> task, @Nullable Throwable failure) {
            if (failure != null) {
                failed.increment();
            } else if (task.cancelled()) {
                cancelled.increment();
            }
        }

        @Override
        public void turnEnded(int size, long nanos) {
            turns.record(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void serverFull(Object server) {
            full.increment();
        }

        @Override
        public void connectionIdle(Object connection) {
            idle.increment();
        }

        @Override
        public void slowCallback(long nanos) {
            slowCallbacks.increment();
        }
    }
}
