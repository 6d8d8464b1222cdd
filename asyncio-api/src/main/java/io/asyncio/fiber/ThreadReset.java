package io.asyncio.fiber;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/** Takes off a thread what one body has left there, so that it may serve another one. */
final class ThreadReset {
    private static final @Nullable MethodHandle FORGET = forgetterOrNull();

    private ThreadReset() {}

    /** Loads while there is memory what is needed: for a thread that has nothing to be taken off. */
    static void prepare() {
        if (FORGET != null) {
            forget(new Thread());
        }
    }

    /** Whether a thread can be made as new; if not, because the JDK hides its thread-locals, it must serve one body only. */
    static boolean isPossible() {
        return FORGET != null;
    }

    /** The current thread has no thread-locals, plain or inheritable, and all else as when it was made. */
    static void reset(Thread me, @Nullable ClassLoader classLoader) {
        Thread.interrupted();
        me.setContextClassLoader(classLoader);
        if (me.getUncaughtExceptionHandler() != me.getThreadGroup()) {
            me.setUncaughtExceptionHandler(null);
        }
        if (me.getPriority() != Thread.NORM_PRIORITY) {
            me.setPriority(Thread.NORM_PRIORITY);
        }
        forget(me);
    }

    private static void forget(Thread thread) {
        if (FORGET == null) {
            return;
        }
        try {
            FORGET.invokeExact(thread);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot reset the thread-locals of " + thread, e);
        }
    }

    /** {@code void (Thread)}; as {@code java.lang} is opened, or else as {@code ForkJoinPool} does it, by offsets. */
    private static @Nullable MethodHandle forgetterOrNull() {
        MethodHandle plain = opened("threadLocals");
        MethodHandle inheritable = opened("inheritableThreadLocals");
        if (plain == null || inheritable == null) {
            plain = byOffset("threadLocals");
            inheritable = byOffset("inheritableThreadLocals");
        }
        return plain == null || inheritable == null ? null : both(plain, inheritable);
    }

    private static MethodHandle both(MethodHandle plain, MethodHandle inheritable) {
        return MethodHandles.foldArguments(inheritable, plain);
    }

    private static @Nullable MethodHandle opened(String field) {
        try {
            Class<?> map = Class.forName("java.lang.ThreadLocal$ThreadLocalMap");
            MethodHandle set = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
                    .findVarHandle(Thread.class, field, map)
                    .toMethodHandle(VarHandle.AccessMode.SET);
            return MethodHandles.insertArguments(set, 1, (Object) null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // java.lang is not opened
        }
    }

    /** {@code sun.misc.Unsafe}: from JDK 24 on its use prints warnings, and is to be forbidden. */
    private static @Nullable MethodHandle byOffset(String field) {
        if (Runtime.version().feature() >= 24) {
            return null;
        }
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field instance = type.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            Object unsafe = instance.get(null);
            Object offset = type.getMethod("objectFieldOffset", Field.class)
                    .invoke(unsafe, Thread.class.getDeclaredField(field));
            MethodHandle put = MethodHandles.publicLookup()
                    .findVirtual(
                            type,
                            "putObject",
                            MethodType.methodType(void.class, Object.class, long.class, Object.class));
            return MethodHandles.insertArguments(put.bindTo(unsafe), 1, offset, null)
                    .asType(MethodType.methodType(void.class, Thread.class));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // no module jdk.unsupported
        }
    }
}
