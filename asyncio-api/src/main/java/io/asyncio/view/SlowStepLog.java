package io.asyncio.view;

import io.asyncio.Step;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last steps of one loop that took too long, and the last tasks that failed. Written on the loop, taken by the feed.
 */
final class SlowStepLog {
    private static final int MOST_ENTRIES = 50;
    private static final int MOST_CHARS = 300;
    private static final int NO_STEP = -1;
    private static final long NANOS_PER_MICRO = 1000;

    /** {@code micros} is how long it took; 0 for a failure. */
    private record Entry(long number, int step, long at, String what, long micros, List<StackTraceElement> stack) {
        void writeTo(JsonText json, FeedClock clock) {
            json.beginArray()
                    .value(number)
                    .value(clock.millis(at))
                    .value(what)
                    .value(micros)
                    .values(Texts.lines(stack))
                    .endArray();
        }
    }

    private final Deque<Entry> entries = new ArrayDeque<>(); // guarded by this, as the next
    private long numbers;
    private long told; // up to which number; touched by the feed
    private List<Entry> untold = List.of();

    /** Debug mode may tell of the same step as well, and know more of it. */
    synchronized void addSlow(Step step, List<StackTraceElement> stack, long nanos) {
        boolean isKnownAsWell = entries.stream()
                .anyMatch(entry -> entry.step == step.number() && (!entry.stack.isEmpty() || stack.isEmpty()));
        if (!isKnownAsWell) {
            entries.removeIf(entry -> entry.step == step.number());
            add(step.number(), step.toString(), Math.max(1, nanos / NANOS_PER_MICRO), stack);
        }
    }

    /** The exception's own code may last: the feed does not wait for it. */
    void addFailure(String task, Throwable failure) {
        String what = Texts.cut(task, MOST_CHARS) + ": " + Texts.of(failure, MOST_CHARS);
        add(NO_STEP, what, 0, Texts.stackOf(failure));
    }

    private synchronized void add(int step, String what, long micros, List<StackTraceElement> stack) {
        entries.add(new Entry(++numbers, step, System.nanoTime(), what, micros, stack));
        if (entries.size() > MOST_ENTRIES) {
            entries.remove();
        }
    }

    /** What has come since the last time. */
    synchronized void update() {
        untold = entries.stream().filter(entry -> entry.number > told).toList();
        told = numbers;
    }

    /** What was new at the last update, or all. */
    synchronized void writeTo(JsonText json, FeedClock clock, boolean all) {
        json.name("log").beginArray();
        for (Entry entry : all ? entries : untold) {
            if (entry.number <= told) {
                entry.writeTo(json, clock);
            }
        }
        json.endArray();
    }
}
