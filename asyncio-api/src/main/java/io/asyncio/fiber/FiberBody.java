package io.asyncio.fiber;

/** What a fiber runs from its first {@link Fiber#resume()} to its end. */
public interface FiberBody {
    /** Must not throw. */
    void runBody();

    /** The thread's name meanwhile. */
    String threadName();
}
