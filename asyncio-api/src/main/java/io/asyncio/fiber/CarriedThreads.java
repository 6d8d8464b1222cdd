package io.asyncio.fiber;

import static java.lang.invoke.MethodType.methodType;

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
    private static final @Nullable Jdk JDK = isOpenedByFlags() ? Jdk.foundOrNull() : null;

    private CarriedThreads() {}

    static boolean exist() {
        return JDK != null;
    }

    /** Asked first: to look for what is closed takes tens of milliseconds. */
    private static boolean isOpenedByFlags() {
        Module base = Object.class.getModule();
        Module ours = CarriedThreads.class.getModule();
        // What is needed is there since 21, but carriers deadlock on monitors before 24.
        return Runtime.version().feature() >= 25
                && base.isOpen("java.lang", ours)
                && base.isExported("jdk.internal.vm", ours);
    }

    private static Jdk jdk() {
        if (JDK == null) {
            throw new IllegalStateException("carrier fibers need " + FiberKind.CARRIER.needs());
        }
        return JDK;
    }

    /** Whether {@code virtual} has a scheduler of our choice. */
    static boolean isOne(Thread virtual) {
        return JDK != null && JDK.schedulerOf(virtual) != JDK.schedulerOfOthers;
    }

    /**
     * A virtual thread, not yet started, whose continuation is handed to {@code scheduler} whenever it may run. It
     * inherits no thread-locals.
     */
    static Thread unstarted(Executor scheduler, String name, Runnable body) {
        Jdk jdk = jdk();
        try {
            Object builder = (Object) jdk.newBuilder.invokeExact(scheduler);
            Object named = (Object) jdk.name.invokeExact(builder, name);
            Object alone = (Object) jdk.inherit.invokeExact(named, false);
            return (Thread) jdk.unstarted.invokeExact(alone, body);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot make a virtual thread on the loop's thread", e);
        }
    }

    /** The platform thread that runs {@code thread}, the current one: itself, if it is one or none can be carried. */
    static Thread carrierOf(Thread thread) {
        if (JDK == null) {
            return thread;
        }
        try {
            return (Thread) JDK.currentCarrier.invokeExact();
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot ask for the carrier of the current thread", e);
        }
    }

    /** Runs a virtual thread that is none of ours where it would run without us. */
    static void runElsewhere(Runnable threadContinuation) {
        jdk().schedulerOfOthers.execute(threadContinuation);
    }

    /** Keeps the current virtual thread mounted, whatever blocks in it, until {@link #unpin()}. */
    static void pin() {
        try {
            jdk().pin.invokeExact();
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot pin the current virtual thread", e);
        }
    }

    static void unpin() {
        try {
            jdk().unpin.invokeExact();
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot unpin the current virtual thread", e);
        }
    }

    /** What the JDK keeps for itself. A record, as the JIT takes the fields of one that is constant for constant, too. */
    private record Jdk(
            MethodHandle newBuilder,
            MethodHandle name,
            MethodHandle inherit,
            MethodHandle unstarted,
            MethodHandle currentCarrier,
            MethodHandle pin,
            MethodHandle unpin,
            Field scheduler,
            Executor schedulerOfOthers) {
        static @Nullable Jdk foundOrNull() {
            try {
                return found();
            } catch (ReflectiveOperationException | RuntimeException e) {
                return null; // a newer JDK that has it in another form
            }
        }

        private static @Nullable Jdk found() throws ReflectiveOperationException {
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Constructor<?> newBuilder = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                    .getDeclaredConstructor(Executor.class);
            newBuilder.setAccessible(true);
            Method currentCarrier = Thread.class.getDeclaredMethod("currentCarrierThread");
            currentCarrier.setAccessible(true);
            Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodType nothing = methodType(void.class);
            Field scheduler = Class.forName("java.lang.VirtualThread").getDeclaredField("scheduler");
            scheduler.setAccessible(true);
            ThreadFactory others = VirtualThreads.factory("");
            if (others == null) {
                return null;
            }
            return new Jdk(
                    lookup.unreflectConstructor(newBuilder).asType(methodType(Object.class, Executor.class)),
                    ofBuilder(builder, "name", String.class),
                    ofBuilder(builder, "inheritInheritableThreadLocals", boolean.class),
                    lookup.findVirtual(builder, "unstarted", methodType(Thread.class, Runnable.class))
                            .asType(methodType(Thread.class, Object.class, Runnable.class)),
                    lookup.unreflect(currentCarrier),
                    lookup.findStatic(continuation, "pin", nothing),
                    lookup.findStatic(continuation, "unpin", nothing),
                    scheduler,
                    (Executor) scheduler.get(others.newThread(() -> {})));
        }

        /** A setter, of types that older JDKs have, too. */
        private static MethodHandle ofBuilder(Class<?> builder, String setter, Class<?> value)
                throws ReflectiveOperationException {
            return MethodHandles.publicLookup()
                    .findVirtual(builder, setter, methodType(builder, value))
                    .asType(methodType(Object.class, Object.class, value));
        }

        @Nullable
        Object schedulerOf(Thread virtual) {
            try {
                return scheduler.get(virtual);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("cannot ask for the scheduler of a virtual thread", e);
            }
        }
    }
}
