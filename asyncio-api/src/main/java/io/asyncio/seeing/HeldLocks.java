package io.asyncio.seeing;

import io.asyncio.ExceptionContext;
import io.asyncio.Loop;
import io.asyncio.LoopObserver;
import io.asyncio.Task;
import io.asyncio.fiber.CallSite;
import io.asyncio.fiber.FiberKind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Debug mode: finds a task that suspends where it keeps others from going on: in a {@code synchronized} block, on
 * platform fibers, as the JVM tells of their threads only; in a static initializer or, on virtual threads, in a native
 * call. A lock of {@code java.util.concurrent} is not found here, as the JVM would walk the whole heap for it: the
 * {@link StepWatch} finds it once a step waits for it.
 *
 * <p>Asking the JVM stops all threads, hence it is done once for each stack: the same lines have entered the same blocks.
 */
final class HeldLocks implements LoopObserver {
    private static final int MOST_STACKS = 10_000;

    private final Loop loop;
    private final Set<Long> seenStacks = new HashSet<>(); // touched by who holds the loop

    HeldLocks(Loop loop) {
        this.loop = loop;
    }

    @Override
    public void taskSuspended(Task<?> task, @Nullable Object on) {
        FiberKind kind = FiberKind.of(Thread.currentThread());
        if (kind == FiberKind.CARRIER) {
            return; // that refuses to suspend where it must not, and the JVM does not tell of monitors
        }
        StackTraceElement[] stack = new Throwable().getStackTrace();
        if (isNew(stack)) {
            look(task, stack, kind);
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

    private void look(Task<?> task, StackTraceElement[] stack, FiberKind kind) {
        for (StackTraceElement frame : stack) {
            if (frame.getMethodName().equals("<clinit>")) {
                tell(
                        task,
                        "in the static initializer of " + frame.getClassName()
                                + ", for which whoever needs the class waits: await before it");
            } else if (frame.isNativeMethod() && kind == FiberKind.VIRTUAL) {
                tell(
                        task,
                        "in a native call, " + frame.getClassName() + "." + frame.getMethodName()
                                + ", which keeps a thread of the JDK's scheduler: await outside of it");
            }
        }
        List<?> held = kind == FiberKind.PLATFORM ? ThreadLocks.heldByCaller() : List.of();
        if (!held.isEmpty()) {
            tell(
                    task,
                    "while its thread holds " + held + ": release thread locks before awaiting, or use asyncio's Lock");
        }
    }

    private void tell(Task<?> task, String where) {
        loop.callExceptionHandler(new ExceptionContext(standing(task) + " suspends " + where, null, task));
    }

    /** The task, and the line where it stands now. */
    static String standing(Task<?> task) {
        return (task + " " + CallSite.of(task.getStack())).strip();
    }
}
