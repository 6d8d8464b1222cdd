package io.asyncio.fiber;

import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** The JDK's virtual threads on its own scheduler, reached by reflection since this code also runs on JDK 17. */
public final class VirtualThreads {
    private static final @Nullable ThreadFactory FACTORY = factory("", false);
    private static final @Nullable Class<?> TYPE =
            FACTORY == null ? null : FACTORY.newThread(() -> {}).getClass();

    private VirtualThreads() {}

    static boolean isOne(Thread thread) {
        return thread.getClass() == TYPE;
    }

    static boolean exist() {
        return FACTORY != null;
    }

    /** Without the inheritable thread-locals of the caller, which is any of a loop's threads. */
    static Thread start(Runnable body) {
        if (FACTORY == null) {
            throw new IllegalStateException("virtual threads need " + FiberKind.VIRTUAL.needs());
        }
        Thread thread = FACTORY.newThread(body);
        thread.start();
        return thread;
    }

    /** Makes threads named by {@code prefix} and a number; null if the JDK has none. */
    public static @Nullable ThreadFactory factory(String prefix) {
        return factory(prefix, true);
    }

    private static @Nullable ThreadFactory factory(String prefix, boolean inheritsThreadLocals) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            ofVirtual.getMethod("name", String.class, long.class).invoke(builder, prefix, 1L);
            ofVirtual.getMethod("inheritInheritableThreadLocals", boolean.class).invoke(builder, inheritsThreadLocals);
            return (ThreadFactory) ofVirtual.getMethod("factory").invoke(builder);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // older than JDK 21
        }
    }
}
