package io.asyncio.fiber;

/** Makes the fibers of one loop. */
public interface Fibers {
    /**
     * A fiber that will run {@code body} at its first {@link Fiber#resume()}. The body must not throw.
     *
     * @param name the thread's name while the body runs
     */
    Fiber create(String name, Runnable body);

    /** Which kind these are. */
    FiberKind kind();

    /**
     * Fibers of the given kind for one loop.
     *
     * @param successors asked by a fiber that suspends or ends, unless its kind always returns to the loop's thread
     */
    static Fibers of(FiberKind kind, Successors successors) {
        if (!kind.isAvailable()) {
            throw new IllegalStateException(kind + " fibers need " + kind.needs());
        }
        return kind == FiberKind.CARRIER ? new CarrierFibers() : new BatonFibers(kind, successors);
    }
}
