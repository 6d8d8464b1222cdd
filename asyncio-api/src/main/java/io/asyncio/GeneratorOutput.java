package io.asyncio;

import org.jspecify.annotations.Nullable;

/**
 * Where the body of an asynchronous generator gives its elements; see {@link Asyncio#generate}.
 *
 * @param <T> the elements
 */
public interface GeneratorOutput<T extends @Nullable Object> {
    /**
     * Gives {@code element} to the task that asks for it, and suspends the body until the next one is asked for.
     *
     * @throws CancelledError if the generator was closed meanwhile; the {@code finally} blocks of the body run, and may
     *     suspend
     * @throws IllegalStateException if called by another task than the body's, or after the close
     */
    @SuppressWarnings("NamedLikeContextualKeyword") // as in Python; Java allows it where it is qualified
    void yield(T element);
}
