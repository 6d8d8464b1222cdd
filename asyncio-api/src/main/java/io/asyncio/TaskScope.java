package io.asyncio;

import java.util.Objects;
import kotlin.internal.LowPriorityInOverloadResolution;
import org.jspecify.annotations.Nullable;

/**
 * What tasks are made in, and belong to: a {@link Loop}, or a {@link TaskGroup}. Their methods {@link
 * #createTask(TaskOptions, Coroutine)} say which threads may call, and what is refused.
 */
public sealed interface TaskScope permits Loop, TaskGroup {
    /** Makes a task that runs {@code body}. The body starts in a later turn unless {@code options} say otherwise. */
    <T extends @Nullable Object> Task<T> createTask(TaskOptions options, Coroutine<T> body);

    /** {@link #createTask(TaskOptions, Coroutine)} for a body without a value. */
    @LowPriorityInOverloadResolution // in Kotlin, as in Asyncio
    default Task<@Nullable Void> createTask(TaskOptions options, VoidCoroutine body) {
        return createTask(options, Objects.requireNonNull(body, "body").asCoroutine());
    }

    /** {@link #createTask(TaskOptions, Coroutine)} without options. */
    default <T extends @Nullable Object> Task<T> createTask(Coroutine<T> body) {
        return createTask(TaskOptions.DEFAULT, body);
    }

    /** {@link #createTask(Coroutine)} for a body without a value. */
    @LowPriorityInOverloadResolution
    default Task<@Nullable Void> createTask(VoidCoroutine body) {
        return createTask(TaskOptions.DEFAULT, body);
    }

    /** {@link #createTask(Coroutine)} with a name. */
    default <T extends @Nullable Object> Task<T> createTask(String name, Coroutine<T> body) {
        return createTask(TaskOptions.named(name), body);
    }

    /** {@link #createTask(String, Coroutine)} for a body without a value. */
    @LowPriorityInOverloadResolution
    default Task<@Nullable Void> createTask(String name, VoidCoroutine body) {
        return createTask(TaskOptions.named(name), body);
    }
}
