package io.asyncio;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** How a task is made; see {@link Loop#createTask(TaskOptions, Coroutine)}. */
public final class TaskOptions {
    static final TaskOptions DEFAULT = new TaskOptions(null, null, null, false);

    private final @Nullable String name;
    private final @Nullable ContextView reactorContext;
    private final @Nullable Consumer<Future<?>> doneCallback;
    private final boolean eagerStart;

    private TaskOptions(
            @Nullable String name,
            @Nullable ContextView reactorContext,
            @Nullable Consumer<Future<?>> doneCallback,
            boolean eagerStart) {
        this.name = name;
        this.reactorContext = reactorContext;
        this.doneCallback = doneCallback;
        this.eagerStart = eagerStart;
    }

    /** No name, and the context of the task that creates it. */
    public static TaskOptions defaults() {
        return DEFAULT;
    }

    /** A task called {@code name}. */
    public static TaskOptions named(String name) {
        return DEFAULT.withName(name);
    }

    /** The same with another name. */
    public TaskOptions withName(String newName) {
        return new TaskOptions(Objects.requireNonNull(newName, "name"), reactorContext, doneCallback, eagerStart);
    }

    /**
     * The same with a Reactor context, instead of the creating task's. Thread-locals that are registered with
     * Micrometer's context-propagation have, in the task, the values that {@code context} has for them.
     */
    public TaskOptions withReactorContext(ContextView context) {
        return new TaskOptions(name, Objects.requireNonNull(context, "context"), doneCallback, eagerStart);
    }

    /**
     * The same with a callback as of {@link Future#addDoneCallback} that is there before the task can start. It is for
     * threads outside of the loop: if the body fails at once, they would add a callback too late.
     */
    public TaskOptions withDoneCallback(Consumer<Future<?>> callback) {
        return new TaskOptions(name, reactorContext, Objects.requireNonNull(callback, "callback"), eagerStart);
    }

    /**
     * The same for a task whose first step runs inside {@code createTask}: nothing else runs before its first
     * suspension, and a body that never suspends is done when {@code createTask} returns. This holds on the loop only:
     * a task that another thread makes, or that is made before the loop runs, is queued as usual. The body runs in the
     * thread of its task there, too: a monitor or lock that the caller of {@code createTask} holds belongs to another
     * thread. Like Python's {@code eager_start}.
     */
    public TaskOptions withEagerStart() {
        return new TaskOptions(name, reactorContext, doneCallback, true);
    }

    boolean eagerStart() {
        return eagerStart;
    }

    @Nullable
    Consumer<Future<?>> doneCallback() {
        return doneCallback;
    }

    @Nullable
    String name() {
        return name;
    }

    /** The one given, or null for that of the task that runs now. */
    @Nullable
    ContextView reactorContext() {
        return reactorContext;
    }
}
