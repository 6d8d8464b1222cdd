package io.asyncio.fiber;

import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** The JDK's virtual threads on its own scheduler, reached by reflection since this code also runs on JDK 17. */
final class VirtualThreads {
    private static final @Nullable ThreadFactory FACTORY = factoryOrNull();

    private VirtualThreads() {}

    static boolean exist() {
        return FACTORY != null;
    }

    static Thread start(Runnable body) {
        if (FACTORY == null) {
            throw new IllegalStateException("virtual threads need " + FiberKind.VIRTUAL.needs());
        }
        Thread thread = FACTORY.newThread(body);
        thread.start();
        return thread;
    }

    private static @Nullable ThreadFactory factoryOrNull() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            return (ThreadFactory) ofVirtual.getMethod("factory").invoke(builder);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // older than JDK 21
        }
    }
}
