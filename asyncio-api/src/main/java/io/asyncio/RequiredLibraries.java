package io.asyncio;

import org.jspecify.annotations.Nullable;

/**
 * Refuses a Reactor or Netty that lacks what we call: build tools take another library's older one now and then, and
 * what it lacks would be told as a missing method or class, which does not say what to do.
 */
final class RequiredLibraries {
    private static final String REACTOR = "reactor-core 3.8 or newer";
    private static final String NETTY = "Netty 4.2 or newer";

    /** What is missing, and what to do; null if nothing is. */
    private static final @Nullable String PROBLEM = problem(RequiredLibraries.class.getClassLoader());

    private RequiredLibraries() {}

    static boolean areThere() {
        return PROBLEM == null;
    }

    /** Any thread may call, each time anew. */
    static void require() {
        if (PROBLEM != null) {
            throw new IllegalStateException(PROBLEM);
        }
    }

    private static @Nullable String problem(ClassLoader loader) {
        if (!hasMethod(loader, "reactor.core.scheduler.Schedulers", "registerNonBlockingThreadPredicate")) {
            return refusal(
                    REACTOR, loader, "reactor/core/scheduler/Schedulers.class", "io.projectreactor:reactor-core");
        }
        if (!hasMethod(loader, "io.netty.channel.IoHandlerFactory", "newHandler")) {
            return refusal(NETTY, loader, "io/netty/channel/EventLoop.class", "io.netty:netty-transport");
        }
        return null;
    }

    private static boolean hasMethod(ClassLoader loader, String type, String method) {
        try {
            for (var declared : Class.forName(type, false, loader).getDeclaredMethods()) {
                if (declared.getName().equals(method)) {
                    return true;
                }
            }
            return false;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private static String refusal(String needed, ClassLoader loader, String resource, String artifact) {
        return "asyncio needs " + needed + ", but the class path has " + loader.getResource(resource)
                + ": import io.asyncio:asyncio-parent as a BOM, before others, or declare " + artifact
                + " of that version in your own pom";
    }
}
