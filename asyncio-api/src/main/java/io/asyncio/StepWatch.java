package io.asyncio;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a loop from outside, every now and then: a step that is still the same for longer than the limit is told, with
 * the stack of the thread that holds the loop. To the loop this costs nothing, as it counts its steps anyway. Touched by
 * the {@link Watchdog}'s thread only, but for {@link #siteOf}.
 */
final class StepWatch {
    private static final int LOOKS_WITHIN_LIMIT = 4;
    private static final long SHORTEST_PAUSE = 1_000_000;
    private static final long LONGEST_PAUSE = 1_000_000_000;

    private final Loop loop;
    private final SlowSteps slowSteps;
    private int step; // that was seen last
    private long since; // when it was seen first
    private boolean told;
    private volatile @Nullable Sample sample; // of the step that was seen last, or of one before

    StepWatch(Loop loop, SlowSteps slowSteps) {
        this.loop = loop;
        this.slowSteps = slowSteps;
    }

    /** What a step was seen to do. */
    private record Sample(int step, String label, List<StackTraceElement> stack, String waitsFor) {
        String site() {
            String site = CallSite.of(stack);
            return site.isEmpty() ? "" : " " + site;
        }

        String lines() {
            StringBuilder text = new StringBuilder(":");
            stack.forEach(frame -> text.append("\n\tat ").append(frame));
            return text.toString();
        }
    }

    /** After which time to look again. */
    long pause() {
        return Math.min(Math.max(slowSteps.limit() / LOOKS_WITHIN_LIMIT, SHORTEST_PAUSE), LONGEST_PAUSE);
    }

    /** Where a step stood when it was seen; null if it was not. Any thread may ask. */
    @Nullable
    String siteOf(int askedStep) {
        Sample seen = sample;
        return seen != null && seen.step == askedStep ? seen.site() : null;
    }

    void look(long now) {
        Thread holder = loop.holder;
        int current = loop.core.stepsBegun();
        if (holder == null || current != step) {
            hasEnded(now - since);
            step = current;
            since = now;
            return;
        }
        long lasted = now - since;
        if (lasted >= slowSteps.limit() && !told) {
            tell(holder, lasted);
        } else if (lasted >= slowSteps.limit() / 2 && !isSampled()) {
            sample(holder); // so that there is one if it ends before it is looked at again
        }
    }

    private void tell(Thread holder, long lasted) {
        sample(holder);
        Sample seen = sample;
        if (seen != null && isSampled()) {
            told = true;
            slowSteps.tell(seen.label + " has held the event loop for " + SlowSteps.seconds(lasted) + " and goes on"
                    + seen.site() + seen.waitsFor + seen.lines());
        }
    }

    private boolean isSampled() {
        Sample seen = sample;
        return seen != null && seen.step == step;
    }

    /** In debug mode the loop itself tells, exactly. */
    private void hasEnded(long lasted) {
        Sample seen = sample;
        if (told && seen != null && !slowSteps.isEnabled()) {
            slowSteps.tell(seen.label + seen.site() + " held the event loop for about " + SlowSteps.seconds(lasted));
            loop.core.enqueue(new Ready() {
                @Override
                void run() {
                    slowSteps.tellObserver(lasted);
                }
            });
        }
        told = false;
    }

    /** Unless the step has ended meanwhile. */
    private void sample(Thread holder) {
        String label = slowSteps.running();
        List<StackTraceElement> stack = List.of(holder.getStackTrace());
        String waitsFor = lockWantedBy(holder);
        if (loop.holder == holder && loop.core.stepsBegun() == step) {
            sample = new Sample(step, label, stack, waitsFor);
        }
    }

    /** The JVM tells this of platform threads only. */
    @SuppressWarnings("deprecation") // Thread.threadId() came with JDK 19
    private String lockWantedBy(Thread holder) {
        ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(holder.getId());
        if (info == null || info.getLockOwnerId() < 0) {
            return "";
        }
        String owner = "thread '" + info.getLockOwnerName() + "'";
        for (Task<?> task : loop.tasks.snapshot()) {
            Thread thread = task.run.thread();
            if (thread != null && thread.getId() == info.getLockOwnerId()) {
                owner = task.run.toString();
            }
        }
        return ", waiting for " + info.getLockName() + ", which " + owner + " holds";
    }
}
