package io.asyncio.fiber;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandles;
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

    /** By method handles: to call by reflection what has primitive arguments takes the JVM ten times as long to prepare. */
    private static @Nullable ThreadFactory factory(String prefix, boolean inheritsThreadLocals) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> type = Class.forName("java.lang.Thread$Builder$OfVirtual");
            Object builder = lookup.findStatic(Thread.class, "ofVirtual", methodType(type))
                    .invoke();
            if (!prefix.isEmpty()) {
                lookup.findVirtual(type, "name", methodType(type, String.class, long.class))
                        .invoke(builder, prefix, 1L);
            }
            lookup.findVirtual(type, "inheritInheritableThreadLocals", methodType(type, boolean.class))
                    .invoke(builder, inheritsThreadLocals);
            return (ThreadFactory) lookup.findVirtual(type, "factory", methodType(ThreadFactory.class))
                    .invoke(builder);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            return null; // older than JDK 21
        }
    }
}
