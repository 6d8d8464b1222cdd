package io.asyncio.view;

import io.asyncio.Loop;
import io.asyncio.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a loop from outside, every now and then: a step that is still the same lasts, and the stack of the thread that
 * holds the loop says where. Touched by the feed's thread, but for {@link #stackOf}.
 */
final class StepSampler {
    private static final long SHORTEST_NANOS = 50_000_000; // of a step that is sampled
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Loop loop;
    private int number; // of the step that was seen last
    private long since; // when it was seen first
    private volatile @Nullable Sample sample; // of the step that was seen last, or of one before

    StepSampler(Loop loop) {
        this.loop = loop;
    }

    private record Sample(Step step, List<StackTraceElement> stack) {}

    void look(long now) {
        Thread holder = loop.holder();
        Step step = loop.currentStep();
        if (holder == null || step.number() != number) {
            number = step.number();
            since = now;
            return;
        }
        if (now - since >= SHORTEST_NANOS) {
            List<StackTraceElement> stack = List.of(holder.getStackTrace());
            if (loop.holder() == holder && loop.currentStep().number() == number) { // else it has ended meanwhile
                sample = new Sample(step, stack);
            }
        }
    }

    /** Where a step stood when it was seen last; empty if it was not. Any thread may ask. */
    List<StackTraceElement> stackOf(Step step) {
        Sample seen = sample;
        return seen != null && seen.step.number() == step.number() ? seen.stack : List.of();
    }

    /** The step that holds the loop now, if it has for {@code limit} or longer, else null. */
    void writeTo(JsonText json, long now, long limit) {
        json.name("held");
        Sample seen = sample;
        if (seen == null || seen.step.number() != number || now - since < limit) {
            json.beginArray().endArray();
            return;
        }
        json.beginArray()
                .value(seen.step.toString())
                .value((now - since) / NANOS_PER_MILLI)
                .values(Texts.lines(seen.stack))
                .endArray();
    }
}
