package io.asyncio;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A signal that the JVM is sent, and those who want to hear of it: the one who came last is told. When the last one has
 * left, the JVM does again what it did before. {@code sun.misc.Signal} is reached by reflection, since a JVM may lack its
 * module.
 */
final class JvmSignal {
    private static final Map<String, JvmSignal> KNOWN = new ConcurrentHashMap<>();

    private final Object signal;
    private final Deque<IntConsumer> listeners = new ArrayDeque<>(); // guarded by this
    private @Nullable Object former; // guarded by this: the JVM's handler while there are listeners

    private JvmSignal(Object signal) {
        this.signal = signal;
    }

    /** {@code SIGTERM} or {@code TERM}. */
    static JvmSignal named(String name) {
        String withoutPrefix = name.toUpperCase(Locale.ROOT).replaceFirst("^SIG", "");
        return KNOWN.computeIfAbsent(withoutPrefix, JvmSignal::made);
    }

    private static JvmSignal made(String name) {
        try {
            return new JvmSignal(signalClass().getConstructor(String.class).newInstance(name));
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "This system has no signal '" + name + "': INT, TERM, HUP and USR2 are usual", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw noSignals(e);
        }
    }

    private static Class<?> signalClass() throws ClassNotFoundException {
        return Class.forName("sun.misc.Signal");
    }

    private static UnsupportedOperationException noSignals(Throwable cause) {
        return new UnsupportedOperationException(
                "This JVM tells of no signals: it needs the module jdk.unsupported", cause);
    }

    /** Tells {@code listener} its number, in a thread of the JVM's, until it is removed or another one comes. */
    synchronized void add(IntConsumer listener) {
        if (listeners.isEmpty()) {
            former = handleBy(handler());
        }
        listeners.addFirst(listener);
    }

    synchronized void remove(IntConsumer listener) {
        if (listeners.remove(listener) && listeners.isEmpty() && former != null) {
            handleBy(former);
        }
    }

    private synchronized @Nullable IntConsumer listener() {
        return listeners.peekFirst();
    }

    private Object handler() {
        try {
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this::told);
        } catch (ClassNotFoundException e) {
            throw noSignals(e);
        }
    }

    /** Of the handler, whose methods may all be called. */
    private @Nullable Object told(Object handler, Method method, Object @Nullable [] arguments)
            throws ReflectiveOperationException {
        switch (method.getName()) {
            case "handle" -> tellListener();
            case "equals" -> {
                return arguments != null && handler == arguments[0];
            }
            case "hashCode" -> {
                return System.identityHashCode(handler);
            }
            case "toString" -> {
                return "asyncio's handler of " + signal;
            }
            default -> {}
        }
        return null;
    }

    private void tellListener() throws ReflectiveOperationException {
        IntConsumer listener = listener();
        if (listener != null) {
            listener.accept((int) signal.getClass().getMethod("getNumber").invoke(signal));
        }
    }

    /** Returns who has handled it so far. */
    private Object handleBy(Object handler) {
        try {
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            return signalClass().getMethod("handle", signalClass(), type).invoke(null, signal, handler);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    signal + " cannot be handled: the JVM or the system keeps it", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw noSignals(e);
        }
    }
}
