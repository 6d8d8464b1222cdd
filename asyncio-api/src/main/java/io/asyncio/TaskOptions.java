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
     * The same with a Reactor context, instead of the creating task's. Thread-locals known to Micrometer's
     * context-propagation that it has values for have these in the task.
     */
    public TaskOptions withReactorContext(ContextView context) {
        return new TaskOptions(name, Objects.requireNonNull(context, "context"), doneCallback, eagerStart);
    }

    /**
     * The same with a callback as by {@link Future#addDoneCallback}, which is there before the task can start: for
     * threads outside of the loop, which would come too late for a body that fails at once.
     */
    public TaskOptions withDoneCallback(Consumer<Future<?>> callback) {
        return new TaskOptions(name, reactorContext, Objects.requireNonNull(callback, "callback"), eagerStart);
    }

    /**
     * The same for a task whose first step runs inside {@code createTask}: up to its first suspension nothing else runs,
     * and a body that never suspends is done when {@code createTask} returns. Only on the loop: a task made by another
     * thread, or before the loop runs, is queued as usual. The body has a thread of its own there, too: a monitor or lock
     * that the caller of {@code createTask} holds is another thread's for it. Like Python's {@code eager_start}.
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
