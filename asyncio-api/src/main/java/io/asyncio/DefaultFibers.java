package io.asyncio;

import io.asyncio.fiber.FiberKind;
import reactor.util.Logger;
import reactor.util.Loggers;

/** The fibers of this JVM's loops, chosen once and logged once. */
final class DefaultFibers {
    static final FiberKind KIND = FiberKind.preferred();
    /** A foreign thread cannot carry: its queue is not ours, and it may block on locks of its own. */
    static final FiberKind KIND_ON_FOREIGN_THREADS = KIND != FiberKind.CARRIER ? KIND : FiberKind.VIRTUAL;

    static {
        try {
            log("asyncio tasks run on " + KIND.introduction());
        } catch (Throwable unlogged) {
            // a logger that fails must not keep this class from being initialized
        }
    }

    /** Without SLF4J, Reactor's logger would write to {@code System.out}, which is the program's own. */
    private static void log(String line) {
        Logger logger = Loggers.getLogger("io.asyncio.fiber");
        if (logger.getClass().getSimpleName().equals("ConsoleLogger")) {
            System.err.println(line);
        } else {
            logger.info(line);
        }
    }

    private DefaultFibers() {}
}
