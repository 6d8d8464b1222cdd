package io.asyncio.fiber;

/** Makes the fibers of one loop. */
public interface Fibers {
    /** A fiber that will run {@code body} at its first {@link Fiber#resume()}. Called by who holds the loop. */
    Fiber create(FiberBody body);

    /** Which kind these are. */
    FiberKind kind();

    /** Called before a fiber is resumed inside of code that may hold monitors. */
    default void keepHeldMonitors() {}

    /** Ends the threads that wait for a body; on the loop's thread. */
    void close();

    /** The thread that carries {@code thread}, which is the current one, if that is a fiber of ours; else one of the JDK's. */
    static Thread threadBelow(Thread thread) {
        return CarriedThreads.carrierOf(thread);
    }

    /**
     * Fibers of the given kind for one loop.
     *
     * @param successors asked by a fiber that suspends or ends
     */
    static Fibers of(FiberKind kind, Successors successors) {
        if (!kind.isAvailable()) {
            throw new IllegalStateException(kind + " fibers need " + kind.needs());
        }
        return kind == FiberKind.CARRIER ? new CarrierFibers(successors) : new BatonFibers(kind, successors);
    }
}
