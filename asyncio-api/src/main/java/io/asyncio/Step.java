package io.asyncio;

import org.jspecify.annotations.Nullable;

/**
 * A callback, or one step of a task: a piece of work that holds its loop until it returns or suspends. A {@link
 * LoopObserver} is told of it, and {@link Loop#currentStep()} returns it. Any thread may call its methods.
 */
public final class Step {
    private final @Nullable Ready entry; // null if not known
    private final int number;

    Step(@Nullable Ready entry, int number) {
        this.entry = entry;
        this.number = number;
    }

    /** A number by which the steps of a loop are told apart. It begins anew after the greatest number. */
    public int number() {
        return number;
    }

    /** The task whose step this is; null for a callback. */
    public @Nullable Task<?> task() {
        return entry instanceof TaskRun run ? run.task : null;
    }

    /** {@code Task[name]} or {@code The callback ...}, for a reader. Calls no code of users. */
    @Override
    public String toString() {
        return entry == null ? Ready.SOME_CALLBACK : entry.label();
    }
}
