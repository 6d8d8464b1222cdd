package io.asyncio.fiber;

/** What a fiber runs from its first {@link Fiber#resume()} to its end. */
public interface FiberBody {
    /** Must not throw. */
    void runBody();

    /** The thread has passed the loop on, and runs nothing of this body any more. Must not throw. */
    default void afterwards() {}

    /** The thread's name meanwhile. */
    String threadName();
}
