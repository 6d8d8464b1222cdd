package io.asyncio;

import io.asyncio.fiber.FiberKind;
import reactor.util.Logger;
import reactor.util.Loggers;

/** The fibers of this JVM's loops, chosen once and logged once. */
final class DefaultFibers {
    private static final Logger LOG = Loggers.getLogger("io.asyncio.fiber");

    static final FiberKind KIND = FiberKind.preferred();
    /** A foreign thread cannot carry: its queue is not ours, and it may block on locks of its own. */
    static final FiberKind KIND_ON_FOREIGN_THREADS = KIND != FiberKind.CARRIER ? KIND : FiberKind.VIRTUAL;

    static {
        String faster = KIND == FiberKind.CARRIER ? "" : "; faster ones need " + FiberKind.CARRIER.needs();
        try {
            LOG.info("asyncio tasks run on " + KIND + " fibers" + faster);
        } catch (Throwable unlogged) {
            // a logger that fails must not keep this class from being initialized
        }
    }

    private DefaultFibers() {}
}
