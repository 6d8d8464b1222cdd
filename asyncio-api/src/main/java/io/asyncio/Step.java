package io.asyncio;

import org.jspecify.annotations.Nullable;

/**
 * A callback, or one step of a task: what holds a loop until it gives it back. Told to a {@link LoopObserver}, and by
 * {@link Loop#currentStep()}. Any thread may ask.
 */
public final class Step {
    private final @Nullable Ready entry; // null if not known
    private final int number;

    Step(@Nullable Ready entry, int number) {
        this.entry = entry;
        this.number = number;
    }

    /** Its place in the row of its loop's steps; another step has another number. Starts anew after the greatest. */
    public int number() {
        return number;
    }

    /** Whose step it is; null for a callback. */
    public @Nullable Task<?> task() {
        return entry instanceof TaskRun run ? run.task : null;
    }

    /** As {@code Task[name]} or {@code The callback ...}, for a reader; calls no code of users. */
    @Override
    public String toString() {
        return entry == null ? Ready.SOME_CALLBACK : entry.label();
    }
}
