package io.asyncio;

import io.asyncio.fiber.FiberKind;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Debug mode: finds a task that suspends where it keeps others from going on: in a {@code synchronized} block, on
 * platform fibers, as the JVM tells of their threads only; in a static initializer or, on virtual threads, in a native
 * call. A lock of {@code java.util.concurrent} is not found here, as the JVM would walk the whole heap for it: the
 * {@link StepWatch} finds it once a step waits for it.
 *
 * <p>Asking the JVM stops all threads for some 30 microseconds, hence it is done once for each stack: the same lines have
 * entered the same blocks. Touched by who holds the loop.
 */
final class HeldLocks {
    private static final int MOST_STACKS = 10_000;

    private final Loop loop;
    private final Set<Long> seenStacks = new HashSet<>();

    HeldLocks(Loop loop) {
        this.loop = loop;
    }

    /** {@code run} is about to suspend, in this thread. Must not throw. */
    void report(TaskRun run) {
        if (loop.fibers.kind() == FiberKind.CARRIER) {
            return; // that refuses to suspend where it must not, and the JVM does not tell of monitors
        }
        try {
            StackTraceElement[] stack = new Throwable().getStackTrace();
            if (isNew(stack)) {
                look(run, stack);
            }
        } catch (Throwable e) {
            ErrorLog.tell("Error in the debug mode of " + loop, null, e);
        }
    }

    private boolean isNew(StackTraceElement[] stack) {
        long hash = 0;
        for (StackTraceElement frame : stack) {
            hash = 31 * hash + frame.hashCode();
        }
        if (seenStacks.size() == MOST_STACKS) {
            seenStacks.clear();
        }
        return seenStacks.add(hash);
    }

    private void look(TaskRun run, StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getMethodName().equals("<clinit>")) {
                tell(
                        run,
                        "in the static initializer of " + frame.getClassName()
                                + ", for which whoever needs the class waits: await before it");
            } else if (frame.isNativeMethod() && loop.fibers.kind() == FiberKind.VIRTUAL) {
                tell(
                        run,
                        "in a native call, " + frame.getClassName() + "." + frame.getMethodName()
                                + ", which keeps a thread of the JDK's scheduler: await outside of it");
            }
        }
        if (loop.fibers.kind() == FiberKind.PLATFORM) {
            lookForMonitors(run);
        }
    }

    @SuppressWarnings("deprecation") // Thread.threadId() came with JDK 19
    private static void lookForMonitors(TaskRun run) {
        long[] me = {Thread.currentThread().getId()};
        ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(me, true, false)[0];
        MonitorInfo[] held = info.getLockedMonitors();
        if (held.length > 0) {
            tell(
                    run,
                    "while its thread holds " + Arrays.toString(held)
                            + ": release thread locks before awaiting, or use asyncio's Lock");
        }
    }

    private static void tell(TaskRun run, String where) {
        run.loop.callExceptionHandler(new ExceptionContext(run + " suspends " + where, null, run.task));
    }
}
