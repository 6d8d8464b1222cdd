package io.asyncio;

/**
 * Is told of every loop of this JVM, to add observers to it: for recorders, agents and views that watch loops which they
 * do not make. Found by {@link java.util.ServiceLoader} when the first loop is made; an implementation is public, and
 * has a public constructor without parameters. What it throws is logged.
 */
public interface LoopExtension {
    /** A loop was made, which has not run yet; in the thread that makes it. */
    default void loopCreated(Loop loop) {}

    /** The debug mode of a loop was switched, by any thread. */
    default void debugSwitched(Loop loop, boolean enabled) {}
}
