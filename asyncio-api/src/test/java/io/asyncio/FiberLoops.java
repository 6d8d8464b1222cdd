package io.asyncio;

import io.asyncio.fiber.FiberKind;
import io.asyncio.host.SchedulerHost;
import io.asyncio.host.VirtualTimeHost;
import java.time.Duration;
import reactor.core.scheduler.Scheduler;

/** Loops on a given fiber, for tests in other packages. */
public final class FiberLoops {
    private FiberLoops() {}

    /** Like {@code Loop.withVirtualTime(atStandstill)}, with {@code patience} before it says that it stands still. */
    public static Loop withVirtualTime(FiberKind kind, Duration patience, Runnable atStandstill) {
        return Loop.on(new VirtualTimeHost(LoopSockets.newHost(), patience, atStandstill), kind);
    }

    /** In the virtual time of its own thread. */
    public static Loop withVirtualTime(FiberKind kind) {
        return Loop.on(new VirtualTimeHost(LoopSockets.newHost()), kind);
    }

    /** Like {@code Loop.on(scheduler)}. */
    public static Loop on(Scheduler scheduler, FiberKind kind) {
        return Loop.on(new SchedulerHost(scheduler), kind);
    }

    /** In real time. */
    public static Loop inRealTime(FiberKind kind) {
        return Loop.on(LoopSockets.newHost(), kind);
    }
}
