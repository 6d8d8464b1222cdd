package io.asyncio.examples.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** A buffered channel of Jox, whose classes the JDK that compiles this cannot read. Constant handles cost no call. */
final class JoxChannel {
    private static final MethodHandle CREATE;
    private static final MethodHandle SEND;
    private static final MethodHandle RECEIVE;

    static {
        try {
            Class<?> type = Class.forName("com.softwaremill.jox.Channel");
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            CREATE = lookup.findStatic(type, "newBufferedChannel", MethodType.methodType(type, int.class))
                    .asType(MethodType.methodType(Object.class, int.class));
            SEND = lookup.findVirtual(type, "send", MethodType.methodType(void.class, Object.class))
                    .asType(MethodType.methodType(void.class, Object.class, Object.class));
            RECEIVE = lookup.findVirtual(type, "receive", MethodType.methodType(Object.class))
                    .asType(MethodType.methodType(Object.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Object channel;

    JoxChannel(int places) {
        try {
            channel = (Object) CREATE.invokeExact(places);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    void send(Object item) {
        try {
            SEND.invokeExact(channel, item);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    Object receive() {
        try {
            return (Object) RECEIVE.invokeExact(channel);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
