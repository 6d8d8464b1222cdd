package io.asyncio.fiber;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
     * @param next asked by a fiber that suspends: the fiber (one already resumed before) to pass the loop to directly, or null if the loop's
     *     thread must have it; a kind that always returns to the loop's thread never asks
     */
    static Fibers of(FiberKind kind, Supplier<@Nullable Fiber> next) {
        if (!kind.isAvailable()) {
            throw new IllegalStateException(kind + " fibers need " + kind.needs());
        }
        return kind == FiberKind.CARRIER ? new CarrierFibers() : new BatonFibers(kind, next);
    }
}
