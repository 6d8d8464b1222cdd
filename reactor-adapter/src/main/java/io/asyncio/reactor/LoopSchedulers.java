package io.asyncio.reactor;

import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Makes a loop's scheduler that of Reactor's operators: while it is installed, {@code Schedulers.parallel()} and {@code
 * Schedulers.single()} are that scheduler, so that {@code Mono.delay}, {@code timeout}, {@code interval} and the timers
 * of drivers run on the loop's own thread. {@code Schedulers.boundedElastic()}, which is for calls that block, stays as
 * it is.
 *
 * <pre>{@code
 * try (LoopSchedulers installed = LoopSchedulers.install(loop)) { ... }
 * }</pre>
 *
 * <p>This is global to the JVM. Hence there is one at a time, and it is only for an application that consists of one
 * loop: whatever uses {@code Schedulers.parallel()} for work that takes long would hold that loop. A library never
 * installs it. Schedulers that others make by {@code Schedulers.newParallel(...)} are their own, unless they have
 * Reactor's own names {@code "parallel"} and {@code "single"}.
 *
 * <p>Closing it puts Reactor's own schedulers back, also those that were in use before. Timers that wait on the loop by
 * then stay there, as long as the loop runs. A loop that is closed puts them back by itself. While the loop is stopped,
 * timers wait.
 */
public final class LoopSchedulers implements AutoCloseable {
    private static final ThreadFactory PROBE = Thread::new;

    private static @Nullable LoopSchedulers installed; // guarded by the class

    private final Object owner; // a loop, or a group of them
    private final List<Loop> loops;
    private final Supplier<Loop> callersLoop;
    private final Scheduler elastic = Schedulers.boundedElastic(); // kept, with the work that is on it
    private final Scheduler parallel = standIn(Schedulers::parallel);
    private final Scheduler single = standIn(Schedulers::single);
    private final Scheduler inPlace = new StandInScheduler(Schedulers::immediate);
    private final Schedulers.Snapshot before;
    private volatile boolean isClosed;
    private boolean isRestored; // guarded by the class

    private LoopSchedulers(Object owner, List<Loop> loops, Supplier<Loop> callersLoop) {
        this.owner = owner;
        this.loops = loops;
        this.callersLoop = callersLoop;
        this.before = Schedulers.setFactoryWithSnapshot(new StandIns());
    }

    /**
     * Puts the scheduler of {@code loop} in the place of Reactor's own. Any thread may call.
     *
     * @throws IllegalStateException if a loop is installed already, or if {@code loop} is closed
     */
    public static LoopSchedulers install(Loop loop) {
        return install(loop, List.of(Objects.requireNonNull(loop, "loop")), () -> loop);
    }

    /**
     * {@link #install(Loop)} for several loops: work that is scheduled on one of them stays there, other work goes to
     * them in turn. A worker stays on one loop.
     */
    public static LoopSchedulers install(LoopGroup group) {
        return install(group, Objects.requireNonNull(group, "group").loops(), group::currentOrNext);
    }

    private static synchronized LoopSchedulers install(Object owner, List<Loop> loops, Supplier<Loop> callersLoop) {
        if (loops.stream().anyMatch(Loop::isClosed)) {
            throw new IllegalStateException(owner + " is closed, and cannot run what Reactor schedules");
        }
        LoopSchedulers last = installed;
        if (last != null && !last.isOver()) {
            throw new IllegalStateException("Reactor's schedulers are those of " + last.owner
                    + " already, in the whole JVM: close the LoopSchedulers of that loop first");
        }
        if (last != null) {
            last.restore();
        }
        installed = new LoopSchedulers(owner, loops, callersLoop);
        return installed;
    }

    /** Puts Reactor's own schedulers back; without effect if that was done already. Any thread may call. */
    @Override
    public void close() {
        isClosed = true;
        restore();
    }

    private boolean isOver() {
        return isClosed || loops.stream().anyMatch(Loop::isClosed);
    }

    private Scheduler standIn(Supplier<Scheduler> own) {
        return new StandInScheduler(
                () -> isOver() ? own(own) : callersLoop.get().scheduler(),
                () -> isOver() ? own(own) : askedLoop().scheduler());
    }

    /** A question gives no loop work: whose turn it is stays as it is. */
    private Loop askedLoop() {
        return loops.stream().filter(Loop::isCurrent).findFirst().orElse(loops.get(0));
    }

    /** For who has kept our scheduler for longer than it is installed. */
    private Scheduler own(Supplier<Scheduler> kind) {
        restore();
        return kind.get();
    }

    private void restore() {
        synchronized (LoopSchedulers.class) {
            if (!isRestored && isInPlace()) {
                isRestored = true;
                Schedulers.resetFrom(before);
            }
        }
    }

    /** Whether nobody has put others above ours since, as virtual time does, or has reset all. */
    private boolean isInPlace() {
        return Schedulers.newSingle(PROBE)
                == inPlace; // what others give is not disposed: it may be one that they share
    }

    /** Tells the schedulers that everybody shares from those that somebody makes, by the names of their threads. */
    private final class StandIns implements Schedulers.Factory {
        @Override
        public Scheduler newParallel(int parallelism, ThreadFactory threads) {
            boolean shared = isNamed(threads, "parallel") && !isOver();
            return shared ? parallel : Schedulers.Factory.super.newParallel(parallelism, threads);
        }

        @Override
        public Scheduler newSingle(ThreadFactory threads) {
            if (threads == PROBE) {
                return inPlace;
            }
            boolean shared = isNamed(threads, "single") && !isOver();
            return shared ? single : Schedulers.Factory.super.newSingle(threads);
        }

        @Override
        public Scheduler newBoundedElastic(int threadCap, int queuedTaskCap, ThreadFactory threads, int ttlSeconds) {
            return isNamed(threads, "boundedElastic")
                    ? new StandInScheduler(() -> elastic)
                    : Schedulers.Factory.super.newBoundedElastic(threadCap, queuedTaskCap, threads, ttlSeconds);
        }

        @Override
        public Scheduler newThreadPerTaskBoundedElastic(int threadCap, int queuedTaskCap, ThreadFactory threads) {
            return isNamed(threads, "loomBoundedElastic")
                    ? new StandInScheduler(() -> elastic)
                    : Schedulers.Factory.super.newThreadPerTaskBoundedElastic(threadCap, queuedTaskCap, threads);
        }

        private boolean isNamed(ThreadFactory threads, String name) {
            return threads instanceof Supplier<?> named && name.equals(named.get());
        }
    }
}
