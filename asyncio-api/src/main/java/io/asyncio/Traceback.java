package io.asyncio;

import io.asyncio.fiber.CallSite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a failure was awaited: a section at the end of its stack trace for each place at which somebody was given it, in
 * the order in which it came by. Like Python's tracebacks, which go on in who awaits.
 *
 * <pre>
 *   java.io.IOException: reset by peer
 *       at com.acme.Shop.fetch(Shop.java:42)
 *       at io.asyncio.Task.awaited(Task[fetch] by Task[main])
 *       at com.acme.Shop.open(Shop.java:20)
 * </pre>
 *
 * <p>The exception stays the same object, which several threads may be given at once. It keeps the first few places, each
 * of them once, so that it does not grow with the number of those who await it. Nothing is done until something fails; each
 * place then costs some tens of microseconds. Off with {@code -Dio.asyncio.tracebacks=false}.
 */
final class Traceback {
    static final String PROPERTY = "io.asyncio.tracebacks";
    static final int MOST_PLACES = 8;
    static final int MOST_FRAMES = 32;

    private static final boolean ENABLED = !"false".equalsIgnoreCase(System.getProperty(PROPERTY));
    private static final String TASK = Task.class.getName();
    private static final String AWAITED = "awaited";
    private static final String WORK_OF_THREAD_CALL = ThreadCall.class.getName() + "$Work";
    private static final int NO_LINE = -1;

    static {
        tell(new Throwable(), null); // what it needs is loaded now: a class that could not be, later, is lost for good
    }

    private Traceback() {}

    /** Loads what the end of a task needs. */
    static void prepare() {}

    /**
     * Raises {@code failure} as it is, here, where the current task or thread has awaited it.
     *
     * @param awaited what has failed, if it is known
     */
    static RuntimeException raise(Throwable failure, @Nullable Future<?> awaited) {
        tell(failure, awaited);
        throw Sneaky.raise(failure);
    }

    private static void tell(Throwable failure, @Nullable Future<?> awaited) {
        if (!ENABLED || failure instanceof CancelledError) {
            return;
        }
        try {
            StackReserve.require();
            synchronized (failure) { // as its own setStackTrace() does: others may be given it in other threads
                addPlace(failure, awaited);
            }
        } catch (Throwable untold) {
            // its accessors may be code of users, or there is no memory, no stack: the failure is raised all the same
        }
    }

    /** Takes off the frames that run a task's body, for those who are given {@code failure} without awaiting it. */
    static void shorten(Throwable failure) {
        if (!ENABLED) {
            return;
        }
        try {
            synchronized (failure) {
                StackTraceElement[] trace = failure.getStackTrace();
                List<StackTraceElement> shorter = withoutRunner(trace);
                if (shorter.size() < trace.length) {
                    failure.setStackTrace(shorter.toArray(StackTraceElement[]::new));
                }
            }
        } catch (Throwable asItIs) {
            // as above
        }
    }

    private static void addPlace(Throwable failure, @Nullable Future<?> awaited) {
        StackTraceElement[] trace = failure.getStackTrace();
        if (trace.length == 0 || isFull(trace)) {
            return;
        }
        List<StackTraceElement> here = CallSite.usersPart(new Throwable().getStackTrace(), MOST_FRAMES);
        if (here.isEmpty() || Collections.indexOfSubList(Arrays.asList(trace), here) >= 0) {
            return;
        }
        List<StackTraceElement> longer = new ArrayList<>(withoutRunner(trace));
        longer.add(marker(awaited));
        longer.addAll(here);
        failure.setStackTrace(longer.toArray(StackTraceElement[]::new));
    }

    private static boolean isFull(StackTraceElement[] trace) {
        int places = 0;
        for (StackTraceElement frame : trace) {
            if (frame.getMethodName().equals(AWAITED) && frame.getClassName().equals(TASK)) {
                places++;
            }
        }
        return places >= MOST_PLACES;
    }

    /** Without the frames by which a task, or a thread of {@code toThread}, runs what it was given: the marker says more. */
    private static List<StackTraceElement> withoutRunner(StackTraceElement[] trace) {
        int runner = trace.length - 1;
        while (runner > 0 && !isRunner(trace[runner])) {
            runner--;
        }
        if (runner == 0) {
            return Arrays.asList(trace);
        }
        int end = runner;
        while (end > 0 && CallSite.isOurs(trace[end - 1])) {
            end--;
        }
        boolean hasCalledUser = end > 0 && CallSite.isUsers(trace[end - 1]);
        return Arrays.asList(trace).subList(0, hasCalledUser ? end : runner);
    }

    private static boolean isRunner(StackTraceElement frame) {
        return (frame.getClassName().equals(TASK) && frame.getMethodName().equals("runBody"))
                || frame.getClassName().equals(WORK_OF_THREAD_CALL);
    }

    /** A frame that reads as a sentence, and that tools take for a frame. */
    private static StackTraceElement marker(@Nullable Future<?> awaited) {
        TaskRun run = RunningLoop.currentTask();
        String by = "by "
                + (run == null ? "thread " + Excerpt.cut(Thread.currentThread().getName()) : run.label());
        Task<?> failed = taskBehind(awaited);
        String what = failed == null ? by : failed.run.label() + " " + by;
        return new StackTraceElement(TASK, AWAITED, what, NO_LINE);
    }

    /** A shield, or what stands in for a task of another loop, ends as that does. */
    private static @Nullable Task<?> taskBehind(@Nullable Future<?> awaited) {
        Future<?> future = awaited;
        while (future != null && !(future instanceof Task<?>)) {
            Collection<Future<?>> origin = future.awaited();
            future = origin.isEmpty() ? null : origin.iterator().next();
        }
        return (Task<?>) future;
    }
}
