package io.asyncio.fiber;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Virtual threads with a scheduler of our choice, and the pin: two things the JDK keeps behind its two flags. */
final class CarriedThreads {
    private static final MethodHandle PIN;
    private static final MethodHandle UNPIN;
    /** {@code Thread (Executor scheduler, String name, Runnable body)}, not yet started. */
    private static final MethodHandle NEW_THREAD;

    private static final @Nullable Field SCHEDULER = schedulerFieldOrNull();
    /** Where the JDK runs all other virtual threads. */
    private static final @Nullable Executor JDK_SCHEDULER = jdkSchedulerOrNull();

    /** {@code Thread ()}: the platform thread under the current one. */
    private static final MethodHandle CURRENT_CARRIER;

    private static final boolean EXIST;

    static {
        MethodHandle newThread = newThreadOrNull();
        MethodHandle pin = continuationMethodOrNull("pin");
        MethodHandle unpin = continuationMethodOrNull("unpin");
        MethodHandle carrier = currentCarrierOrNull();
        EXIST = newThread != null && pin != null && unpin != null && carrier != null && JDK_SCHEDULER != null;
        CURRENT_CARRIER = orRefusal(carrier, MethodType.methodType(Thread.class));
        NEW_THREAD =
                orRefusal(newThread, MethodType.methodType(Thread.class, Executor.class, String.class, Runnable.class));
        PIN = orRefusal(pin, MethodType.methodType(void.class));
        UNPIN = orRefusal(unpin, MethodType.methodType(void.class));
    }

    private CarriedThreads() {}

    static boolean exist() {
        return EXIST;
    }

    /** Whether {@code virtual} has a scheduler of our choice. */
    static boolean isOne(Thread virtual) {
        return EXIST && schedulerOrNull(virtual) != JDK_SCHEDULER;
    }

    /**
     * A virtual thread, not yet started, whose continuation is handed to {@code scheduler} whenever it may run. It
     * inherits no thread-locals.
     */
    static Thread unstarted(Executor scheduler, String name, Runnable body) {
        try {
            return (Thread) NEW_THREAD.invokeExact(scheduler, name, body);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot make a virtual thread on the loop's thread", e);
        }
    }

    /** The platform thread that runs {@code thread}, the current one: itself, if it is one or none can be carried. */
    static Thread carrierOf(Thread thread) {
        if (!EXIST) {
            return thread;
        }
        try {
            return (Thread) CURRENT_CARRIER.invokeExact();
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot ask for the carrier of the current thread", e);
        }
    }

    /** Runs a virtual thread that is none of ours where it would run without us. */
    static void runElsewhere(Runnable threadContinuation) {
        if (JDK_SCHEDULER != null) {
            JDK_SCHEDULER.execute(threadContinuation);
        }
    }

    /** Keeps the current virtual thread mounted, whatever blocks in it, until {@link #unpin()}. */
    static void pin() {
        try {
            PIN.invokeExact();
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot pin the current virtual thread", e);
        }
    }

    static void unpin() {
        try {
            UNPIN.invokeExact();
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot unpin the current virtual thread", e);
        }
    }

    private static @Nullable MethodHandle newThreadOrNull() {
        if (Runtime.version().feature() < 25) {
            return null; // the constructor below exists since 21, but carriers deadlock on monitors before 24
        }
        try {
            Constructor<?> constructor = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                    .getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            MethodHandle create = MethodHandles.lookup()
                    .unreflectConstructor(constructor)
                    .asType(MethodType.methodType(builder, Executor.class));
            MethodHandle name = lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class));
            MethodHandle inherit = MethodHandles.insertArguments(
                    lookup.findVirtual(
                            builder, "inheritInheritableThreadLocals", MethodType.methodType(builder, boolean.class)),
                    1,
                    false);
            MethodHandle unstarted =
                    lookup.findVirtual(builder, "unstarted", MethodType.methodType(Thread.class, Runnable.class));
            return MethodHandles.collectArguments(
                    unstarted,
                    0,
                    MethodHandles.collectArguments(name, 0, MethodHandles.filterReturnValue(create, inherit)));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // java.lang is not opened
        }
    }

    private static @Nullable MethodHandle currentCarrierOrNull() {
        try {
            Method currentCarrier = Thread.class.getDeclaredMethod("currentCarrierThread");
            currentCarrier.setAccessible(true);
            return MethodHandles.lookup().unreflect(currentCarrier);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // older than JDK 21, or java.lang is not opened
        }
    }

    private static @Nullable Executor jdkSchedulerOrNull() {
        ThreadFactory threads = VirtualThreads.factory("");
        return threads == null ? null : schedulerOrNull(threads.newThread(() -> {}));
    }

    private static @Nullable Executor schedulerOrNull(Thread virtual) {
        try {
            return SCHEDULER == null ? null : (Executor) SCHEDULER.get(virtual);
        } catch (IllegalAccessException e) {
            return null;
        }
    }

    private static @Nullable Field schedulerFieldOrNull() {
        try {
            Field scheduler = Class.forName("java.lang.VirtualThread").getDeclaredField("scheduler");
            scheduler.setAccessible(true);
            return scheduler;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // older than JDK 21, or java.lang is not opened
        }
    }

    private static @Nullable MethodHandle continuationMethodOrNull(String name) {
        try {
            Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
            return MethodHandles.lookup().findStatic(continuation, name, MethodType.methodType(void.class));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // older than JDK 21, or jdk.internal.vm is not exported
        }
    }

    private static MethodHandle orRefusal(@Nullable MethodHandle handle, MethodType type) {
        if (handle != null) {
            return handle;
        }
        MethodHandle refusal = MethodHandles.throwException(type.returnType(), IllegalStateException.class)
                .bindTo(new IllegalStateException("carrier fibers need " + FiberKind.CARRIER.needs()));
        return MethodHandles.dropArguments(refusal, 0, type.parameterList());
    }
}
