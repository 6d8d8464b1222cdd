package io.asyncio;

/**
 * Everything that can be waited for, with a value or without: an {@link Awaitable}, a {@link VoidCoroutine}. Methods take
 * it beside {@code Awaitable}, so that a lambda without a value may stand where tasks do: {@code gather(task, () ->
 * pause())}. Code of one's own implements {@code Awaitable} or {@code VoidCoroutine}.
 */
public interface VoidAwaitable {
    /**
     * Suspends the current task until this has ended, and drops the value, if there is one.
     *
     * @throws Exception what it failed with, unwrapped
     * @throws CancelledError if the current task, or what is awaited, was cancelled
     */
    void awaitDone() throws Exception;
}
