package io.asyncio;

/**
 * Is told of every loop of this JVM, to add observers to it: for recorders, agents and views that watch loops which they
 * do not make. Found by {@link java.util.ServiceLoader} when the first loop is made; an implementation is public, and
 * has a public constructor without parameters. What it throws is logged, unless said otherwise.
 */
public interface LoopExtension {
    /**
     * A loop was made, which has not run yet; in the thread that makes it.
     *
     * @throws IllegalArgumentException if a setting of this JVM is wrong; the code that makes the loop gets this
     *     exception
     */
    default void loopCreated(Loop loop) {}

    /** A loop begins to run; in the thread that starts it. */
    default void loopStarted(Loop loop) {}

    /** The debug mode of a loop was switched, or its slow-callback duration set, by any thread. */
    default void debugSwitched(Loop loop, boolean enabled) {}

    /** A loop was closed; in the thread that has closed it. */
    default void loopClosed(Loop loop) {}
}
