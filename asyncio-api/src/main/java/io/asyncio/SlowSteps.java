package io.asyncio;

import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the callbacks and steps of tasks that hold the loop for too long. While one lasts, a {@link StepWatch} tells of
 * it: in debug mode, and where {@value Watchdog#PROPERTY} says so. In debug mode each step is timed, too, and one that
 * took too long is told when it has ended.
 */
final class SlowSteps {
    private static final long DEFAULT_THRESHOLD = Durations.ofMillis(100);

    private final Loop loop;
    /** Told of each slow step; may be replaced by a test. */
    volatile Consumer<String> log;

    private final long limitAlways = Watchdog.limitOfProperty();
    private final StepWatch watch;
    private volatile boolean enabled;
    private volatile long threshold = DEFAULT_THRESHOLD;
    private @Nullable Ready running; // the three: in debug mode, by who holds the loop; this also by the watchdog
    private int step;
    private long start;

    SlowSteps(Loop loop, Consumer<String> log) {
        this.loop = loop;
        this.log = log;
        this.watch = new StepWatch(loop, this);
    }

    boolean isEnabled() {
        return enabled;
    }

    void setEnabled(boolean enable) {
        enabled = enable;
        if (loop.isRunning()) {
            watchIfAsked();
        }
    }

    void setThreshold(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException(
                    "a slow callback's duration must not be negative, got " + Durations.toSeconds(nanos) + " s");
        }
        threshold = nanos;
        if (enabled && loop.isRunning()) {
            watchIfAsked(); // more often
        }
    }

    /** From which duration on a step is too long; {@link Durations#FOREVER} if nobody shall be told. */
    long limit() {
        return enabled ? threshold : limitAlways;
    }

    /** The loop runs. */
    void watchIfAsked() {
        if (limit() == Durations.FOREVER) {
            Watchdog.forget(watch);
        } else {
            Watchdog.watch(watch);
        }
    }

    void close() {
        Watchdog.forget(watch);
    }

    /** Runs {@code entry}, and logs it if that took long; of tasks that pass the loop on meanwhile, each for itself. */
    void time(Ready entry) {
        begin(entry, loop.core.stepsBegun());
        try {
            entry.run();
        } finally {
            end();
        }
    }

    /** What runs from now on, as the {@code newStep}-th. */
    void begin(Ready entry, int newStep) {
        running = entry;
        step = newStep;
        start = System.nanoTime();
    }

    /** The step that has begun is over; without effect if none has. Must not throw, as the loop is about to be passed on. */
    void end() {
        Ready ended = running;
        running = null;
        if (ended == null || step != loop.core.stepsBegun()) {
            return; // debug mode was off when it began, or when another one ended
        }
        long nanos = System.nanoTime() - start;
        if (nanos >= threshold) {
            try {
                tell(ended, nanos);
            } catch (Throwable e) {
                ErrorLog.tell("Error in the debug mode of an event loop", null, e);
            }
        }
    }

    private void tell(Ready ended, long nanos) {
        String site = watch.siteOf(step);
        tell("Executing " + (site == null ? standing(ended) : ended.label() + site) + " took " + seconds(nanos));
        tellObserver(nanos);
    }

    /** Nobody has seen it while it ran: a task stands where it has suspended. */
    private static String standing(Ready entry) {
        String now = entry instanceof TaskRun run ? CallSite.of(run.task.getStack()) : "";
        return entry.label() + (now.isEmpty() ? "" : ", now in " + now + ",");
    }

    /** What holds the loop now, for the watchdog. */
    String running() {
        TaskRun run = loop.current;
        Ready timed = running;
        return run != null ? run.label() : timed != null ? timed.label() : "A callback";
    }

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f s", Durations.toSeconds(nanos));
    }

    void tell(String message) {
        log.accept(message);
    }

    void tellObserver(long nanos) {
        LoopObserver told = loop.observer();
        if (told != null) {
            told.slowCallback(nanos);
        }
    }
}
