package io.asyncio;

import io.asyncio.fiber.Fibers;
import io.asyncio.host.Host;
import org.jspecify.annotations.Nullable;

/**
 * What a loop tells Java's flight recorder, if the JVM has one: the {@link TaskEvents}, and {@link TurnEvent} for turns
 * that take long. Costs next to nothing while nobody records.
 */
final class FlightEvents {
    private static final boolean AVAILABLE =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private FlightEvents() {}

    static void started(Task<?> task) {
        if (AVAILABLE) {
            TaskEvents.started(task);
        }
    }

    static void suspended(Task<?> task) {
        if (AVAILABLE) {
            TaskEvents.suspended(task);
        }
    }

    static void resumed(Task<?> task) {
        if (AVAILABLE) {
            TaskEvents.resumed(task);
        }
    }

    static void ended(Task<?> task) {
        if (AVAILABLE) {
            TaskEvents.ended(task);
        }
    }

    /** To be given to {@link #turnEnds}; null if nobody records turns. */
    static @Nullable Object turnBegins(Host host, int size) {
        return AVAILABLE ? TurnEvent.begin(host, size) : null;
    }

    /** In a fiber of {@code fibers} if need be; null if the caller is in one. */
    static void turnEnds(Object turn, @Nullable Fibers fibers) {
        TurnEvent.end(turn, fibers);
    }
}
