package io.asyncio.examples.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** The JDK's virtual threads, which the JDK that compiles this does not know. */
public final class VirtualThreads {
    private static final MethodHandle START = startVirtualThread();

    private VirtualThreads() {}

    public static Thread start(Runnable body) {
        if (START == null) {
            throw new UnsupportedOperationException("virtual threads need JDK 21 or newer");
        }
        try {
            return (Thread) START.invokeExact(body);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static MethodHandle startVirtualThread() {
        try {
            return MethodHandles.publicLookup()
                    .findStatic(
                            Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
