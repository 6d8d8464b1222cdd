package io.asyncio.seeing;

import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which locks a thread holds or waits for: the JVM tells of platform threads only, and nothing if it runs without the module
 * {@code java.management}.
 */
@SuppressWarnings("deprecation") // Thread.threadId() came with JDK 19
final class ThreadLocks {
    private static final boolean ARE_TOLD =
            ModuleLayer.boot().findModule("java.management").isPresent();

    private ThreadLocks() {}

    /** A lock for which a thread waits, and which other thread holds it. */
    record Wanted(String lock, String ownerName, long ownerId) {
        boolean isOwnedBy(@Nullable Thread thread) {
            return thread != null && thread.getId() == ownerId;
        }
    }

    /** Null if {@code thread} waits for none that somebody holds. */
    static @Nullable Wanted wantedBy(Thread thread) {
        return ARE_TOLD ? Management.wantedBy(thread.getId()) : null;
    }

    /** The monitors that the current thread holds. Stops all threads for some 30 microseconds. */
    static List<?> heldByCaller() {
        return ARE_TOLD ? Management.heldBy(Thread.currentThread().getId()) : List.of();
    }

    /** A class of its own, as it is loaded only if the JVM has what it needs. */
    private static final class Management {
        static @Nullable Wanted wantedBy(long thread) {
            ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(thread);
            return info == null || info.getLockOwnerId() < 0
                    ? null
                    : new Wanted(info.getLockName(), info.getLockOwnerName(), info.getLockOwnerId());
        }

        static List<MonitorInfo> heldBy(long thread) {
            long[] one = {thread};
            ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(one, true, false)[0];
            return info == null ? List.of() : List.of(info.getLockedMonitors());
        }
    }
}
