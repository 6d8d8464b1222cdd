package io.asyncio.seeing;

import io.asyncio.Loop;
import io.asyncio.Step;
import io.asyncio.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a loop from outside, every now and then: a step that is still the same for longer than the limit is told, with
 * the stack of the thread that holds the loop. To the loop this costs nothing, as it counts its steps anyway. Touched by
 * the {@link Watchdog}'s thread only, but for {@link #stackOf}.
 */
final class StepWatch {
    private static final int LOOKS_WITHIN_LIMIT = 4;
    private static final long SHORTEST_PAUSE = 1_000_000;
    private static final long LONGEST_PAUSE = 1_000_000_000;

    private final Loop loop;
    private final SlowSteps slowSteps;
    private int number; // of the step that was seen last
    private long since; // when it was seen first
    private boolean told;
    private volatile @Nullable Sample sample; // of the step that was seen last, or of one before

    StepWatch(Loop loop, SlowSteps slowSteps) {
        this.loop = loop;
        this.slowSteps = slowSteps;
    }

    /** What a step was seen to do. */
    private record Sample(Step step, List<StackTraceElement> stack, String waitsFor) {
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

    /** Where a step stood when it was seen; empty if it was not. Any thread may ask. */
    List<StackTraceElement> stackOf(Step step) {
        Sample seen = sample;
        return seen != null && seen.step.number() == step.number() ? seen.stack : List.of();
    }

    void look(long now) {
        Thread holder = loop.holder();
        Step step = loop.currentStep();
        if (holder == null || step.number() != number) {
            hasEnded(now - since);
            number = step.number();
            since = now;
            return;
        }
        long lasted = now - since;
        if (lasted >= slowSteps.limit() && !told) {
            tell(step, holder, lasted);
        } else if (lasted >= slowSteps.limit() / 2 && !isSampled()) {
            sample(step, holder); // so that there is one if it ends before it is looked at again
        }
    }

    private void tell(Step step, Thread holder, long lasted) {
        sample(step, holder);
        Sample seen = sample;
        if (seen != null && isSampled()) {
            told = true;
            SlowSteps.tell(seen.step + " has held the event loop for " + SlowSteps.seconds(lasted) + " and goes on"
                    + SlowSteps.siteIn(seen.stack) + seen.waitsFor + seen.lines());
        }
    }

    private boolean isSampled() {
        Sample seen = sample;
        return seen != null && seen.step.number() == number;
    }

    /** In debug mode the loop itself tells, exactly. */
    private void hasEnded(long lasted) {
        Sample seen = sample;
        if (told && seen != null && !slowSteps.areExact()) {
            SlowSteps.tell(seen.step + SlowSteps.siteIn(seen.stack) + " held the event loop for about "
                    + SlowSteps.seconds(lasted));
            loop.tellObservers(observer -> observer.slowStep(seen.step, seen.stack, lasted));
        }
        told = false;
    }

    /** Unless the step has ended meanwhile. */
    private void sample(Step step, Thread holder) {
        List<StackTraceElement> stack = List.of(holder.getStackTrace());
        String waitsFor = lockWantedBy(holder);
        if (loop.holder() == holder && loop.currentStep().number() == number) {
            sample = new Sample(step, stack, waitsFor);
        }
    }

    private String lockWantedBy(Thread holder) {
        ThreadLocks.Wanted wanted = ThreadLocks.wantedBy(holder);
        if (wanted == null) {
            return "";
        }
        String owner = "thread '" + wanted.ownerName() + "'";
        for (Task<?> task : loop.allTasks()) {
            if (wanted.isOwnedBy(task.thread())) {
                owner = HeldLocks.standing(task);
            }
        }
        return ", waiting for " + wanted.lock() + ", which " + owner + " holds";
    }
}
