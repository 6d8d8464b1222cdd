package io.asyncio.reactor;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;
import reactor.core.scheduler.NonBlocking;
import reactor.core.scheduler.Schedulers;

/**
 * Tells BlockHound, which finds it by itself, that tasks must not block: a blocking call in a task or callback fails,
 * on every fiber. Allowed are only the loop's wait for work, for the step of a task and for the ends of its sockets and
 * threads, the wait of a task for its turn, and what the JDK reads when the first socket is opened.
 */
public final class LoopBlockHoundIntegration implements BlockHoundIntegration {
    private static final String FIBERS = "io.asyncio.fiber.";
    private static final String VIRTUAL_THREAD = "java.lang.VirtualThread";

    /** For the service loader. */
    public LoopBlockHoundIntegration() {}

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.nonBlockingThreadPredicate(others -> others.or(Schedulers::isNonBlockingThread))
                .markAsBlocking(VIRTUAL_THREAD, "park", "()V") // BlockHound itself knows platform threads only
                .markAsBlocking(VIRTUAL_THREAD, "parkNanos", "(J)V")
                .addDynamicThreadPredicate(LoopBlockHoundIntegration::mayServeTasks)
                .allowBlockingCallsInside("io.asyncio.host.BareLoop", "park")
                .allowBlockingCallsInside("io.asyncio.LoopSockets", "close")
                .allowBlockingCallsInside(FIBERS + "BatonFibers", "awaitBaton")
                .allowBlockingCallsInside(FIBERS + "BatonFibers", "awaitReturn")
                .allowBlockingCallsInside(FIBERS + "PlatformThreads", "close")
                .allowBlockingCallsInside(FIBERS + "CarrierFibers$CarrierFiber", "suspend")
                .allowBlockingCallsInside("io.netty.bootstrap.AbstractBootstrap", "initAndRegister");
    }

    /** The threads under tasks must not block while a task runs on them, and may afterwards. */
    private static boolean mayServeTasks(Thread thread) {
        return !(thread instanceof NonBlocking);
    }
}
