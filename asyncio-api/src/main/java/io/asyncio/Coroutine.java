package io.asyncio;

import org.jspecify.annotations.Nullable;

/**
 * A task's body: ordinary Java that may suspend. Nothing of it runs until it is awaited, which runs it in place (no
 * task, no yield), or made a task by {@link Asyncio#createTask(Coroutine)}. {@link Body} is one that keeps the type of its
 * checked exception.
 *
 * <p>Like Python's {@code async def}, except that it can be awaited any number of times; each time runs it anew.
 *
 * @param <T> what the body returns
 */
@FunctionalInterface
public interface Coroutine<T extends @Nullable Object> extends Awaitable<T>, VoidCoroutine { // see VoidCoroutine
    @Override
    default void run() throws Exception {
        await();
    }

    @Override
    default void awaitDone() throws Exception {
        await();
    }
}
