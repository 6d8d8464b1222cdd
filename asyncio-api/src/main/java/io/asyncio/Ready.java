package io.asyncio;

import org.jspecify.annotations.Nullable;

/** Something that waits in the loop's queue for its place in a turn. */
abstract class Ready {
    /** The {@link #label} of what has no other. */
    static final String SOME_CALLBACK = "A callback";

    /** Behind this in the {@link ReadyQueue} it is in; null if it is in none. Touched by who holds the loop. */
    @Nullable
    Ready next;

    /** Called on the loop's thread, holding the loop. Must not throw. */
    abstract void run();

    /** Called instead when the loop closes: nobody may wait for this for ever. Must not throw. */
    void abandon() {}

    /** What it is, for who reads that it held the loop for too long; calls no code of users. Any thread may ask. */
    String label() {
        return SOME_CALLBACK;
    }
}
