package io.asyncio;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Debug mode: finds a task that suspends while its thread holds a lock, as whoever else wants that then blocks. */
final class HeldLocks {
    private static final String POOL_WORKER = "java.util.concurrent.ThreadPoolExecutor$Worker"; // is a lock itself

    private HeldLocks() {}

    static void report(TaskRun run) {
        List<LockInfo> held = ofThread(Thread.currentThread());
        if (!held.isEmpty()) {
            String message = run + " suspends while its thread holds " + held
                    + ": release thread locks before awaiting, or use asyncio's Lock";
            run.loop.callExceptionHandler(new ExceptionContext(message, null, run.task));
        }
    }

    /** The JVM tells this of platform threads only. */
    @SuppressWarnings("deprecation") // Thread.threadId() came with JDK 19
    private static List<LockInfo> ofThread(Thread thread) {
        ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(new long[] {thread.getId()}, true, true)[0];
        if (info == null) {
            return List.of();
        }
        return Stream.concat(Arrays.stream(info.getLockedMonitors()), Arrays.stream(info.getLockedSynchronizers()))
                .filter(lock -> !lock.getClassName().equals(POOL_WORKER))
                .toList();
    }
}
