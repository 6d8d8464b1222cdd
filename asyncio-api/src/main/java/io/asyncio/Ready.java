package io.asyncio;

import org.jspecify.annotations.Nullable;

/** Something that waits in the loop's queue for its place in a turn. */
abstract class Ready {
    /** The {@link #label} of what has no other. */
    static final String SOME_CALLBACK = "A callback";

    /** What comes behind this in the {@link ReadyQueue} it is in; null if it is in none. Touched by who holds the loop. */
    @Nullable
    Ready behind;

    /** What comes next in the {@link Overflow} it is in; null if it is in none. Set to null only by who holds the loop. */
    @Nullable
    Ready after;

    /** Called on the loop's thread, holding the loop. Must not throw, but for {@link #runsAgain()}. */
    abstract void run();

    /**
     * Whether {@link #run()} may throw an OutOfMemoryError, and is then called again a moment later. It must have changed
     * nothing by then that the second call would change once more, and must not have run code of users.
     */
    boolean runsAgain() {
        return false;
    }

    /** Called instead when the loop closes: nobody may wait for this for ever. Must not throw. */
    void abandon() {}

    /** What it is, for who reads that it held the loop for too long; calls no code of users. Any thread may ask. */
    String label() {
        return SOME_CALLBACK;
    }
}
