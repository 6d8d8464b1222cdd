package io.asyncio;

import kotlin.internal.LowPriorityInOverloadResolution;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be awaited for a value: a {@link Task}, a {@link Future}, a {@link Coroutine}.
 *
 * <p>{@link Asyncio#await(Awaitable)} does the same without a {@code throws} clause. Like Python's awaitables, except
 * that awaiting is a method call.
 *
 * @param <T> what awaiting gives
 */
public interface Awaitable<T extends @Nullable Object> extends VoidAwaitable {
    /**
     * The result; suspends the current task until there is one.
     *
     * @throws Exception what the awaited work failed with, unwrapped
     * @throws CancelledError if the current task, or the awaited one, was cancelled
     */
    @LowPriorityInOverloadResolution // in Kotlin the suspend function of kotlin-adapter goes first
    T await() throws Exception;

    /** {@link #await()} for code that does not want the value. */
    @Override
    default void awaitDone() throws Exception {
        await();
    }
}
