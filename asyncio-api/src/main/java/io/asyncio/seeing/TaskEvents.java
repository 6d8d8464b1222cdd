package io.asyncio.seeing;

import io.asyncio.Task;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * The moments of a task's life, for Java's flight recorder. Each extends {@code Event} itself: with a class of ours in
 * between, the recorder of JDK 25 defines the first one to be loaded twice, and fails.
 */
final class TaskEvents {
    private TaskEvents() {}

    static void started(Task<?> task) {
        Start event = new Start();
        if (event.isEnabled()) {
            event.task = task.getName();
            event.commit();
        }
    }

    static void suspended(Task<?> task) {
        Suspend event = new Suspend();
        if (event.isEnabled()) {
            event.task = task.getName();
            event.commit();
        }
    }

    static void resumed(Task<?> task) {
        Resume event = new Resume();
        if (event.isEnabled()) {
            event.task = task.getName();
            event.commit();
        }
    }

    static void ended(Task<?> task, @Nullable Throwable failure) {
        End event = new End();
        if (event.isEnabled()) {
            event.task = task.getName();
            event.outcome = failure != null
                    ? "exception=" + failure.getClass().getName()
                    : task.cancelled() ? "cancelled" : "result";
            event.commit();
        }
    }

    @Name("io.asyncio.TaskStart")
    @Label("Task Start")
    @Category("asyncio")
    @StackTrace(false)
    static final class Start extends Event {
        @Label("Task")
        @Nullable
        String task;
    }

    @Name("io.asyncio.TaskSuspend")
    @Label("Task Suspend")
    @Description("The stack trace shows where the task waits")
    @Category("asyncio")
    static final class Suspend extends Event {
        @Label("Task")
        @Nullable
        String task;
    }

    @Name("io.asyncio.TaskResume")
    @Label("Task Resume")
    @Category("asyncio")
    @StackTrace(false)
    static final class Resume extends Event {
        @Label("Task")
        @Nullable
        String task;
    }

    @Name("io.asyncio.TaskEnd")
    @Label("Task End")
    @Category("asyncio")
    @StackTrace(false)
    static final class End extends Event {
        @Label("Task")
        @Nullable
        String task;

        @Label("Outcome")
        @Nullable
        String outcome;
    }
}
