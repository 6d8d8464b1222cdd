package io.asyncio.seeing;

import io.asyncio.Loop;
import io.asyncio.LoopObserver;
import io.asyncio.Step;
import io.asyncio.Task;
import io.asyncio.fiber.CallSite;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.util.Loggers;

/**
 * Finds the callbacks and steps of tasks that hold a loop for too long. While one lasts, a {@link StepWatch} tells of it.
 * In debug mode this observes the loop: each step is timed, and one that took too long is told when it has ended.
 */
final class SlowSteps implements LoopObserver {
    /** Told of each slow step of any loop; may be replaced by a test. */
    static volatile Consumer<String> log = Loggers.getLogger(Loop.class)::warn;

    private static final double NANOS_PER_SECOND = 1e9;

    private final Loop loop;
    private final long limitAlways = Watchdog.limitOfProperty();
    private final StepWatch watch;
    private volatile boolean exact;
    private volatile long limit;
    private @Nullable Step running; // touched by who holds the loop, as the next
    private long start;

    SlowSteps(Loop loop) {
        this.loop = loop;
        this.watch = new StepWatch(loop, this);
    }

    /** Does what the loop is now set to. */
    void adjust() {
        exact = loop.getDebug();
        limit = exact ? loop.getSlowCallbackDuration().toNanos() : limitAlways;
        if (limit == Watchdog.NO_LIMIT) {
            Watchdog.forget(watch);
        } else {
            Watchdog.watch(watch);
        }
    }

    void close() {
        Watchdog.forget(watch);
    }

    /** From which duration on a step is too long, in nanoseconds. */
    long limit() {
        return limit;
    }

    /** Whether each step is timed. */
    boolean areExact() {
        return exact;
    }

    @Override
    public void stepBegan(Step step) {
        running = step;
        start = System.nanoTime();
    }

    @Override
    public void stepEnded(Step step) {
        long nanos = System.nanoTime() - start;
        Step begun = running;
        running = null;
        if (begun == step && nanos >= limit) { // else it began while nobody observed
            List<StackTraceElement> stack = watch.stackOf(step);
            String what = stack.isEmpty() ? standing(step) : step + siteIn(stack);
            tell("Executing " + what + " took " + seconds(nanos));
            loop.tellObservers(observer -> observer.slowStep(step, stack, nanos));
        }
    }

    /** Nobody has seen it while it ran: a task stands where it has suspended. */
    private static String standing(Step step) {
        Task<?> task = step.task();
        String now = task == null ? "" : CallSite.of(task.getStack());
        return step + (now.isEmpty() ? "" : ", now in " + now + ",");
    }

    static String siteIn(List<StackTraceElement> stack) {
        String site = CallSite.of(stack);
        return site.isEmpty() ? "" : " " + site;
    }

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f s", nanos / NANOS_PER_SECOND);
    }

    static void tell(String message) {
        log.accept(message);
    }
}
