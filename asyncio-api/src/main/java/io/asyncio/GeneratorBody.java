package io.asyncio;

import org.jspecify.annotations.Nullable;

/**
 * The body of an asynchronous generator; see {@link Asyncio#generate}.
 *
 * @param <T> the elements
 */
@FunctionalInterface
public interface GeneratorBody<T extends @Nullable Object> {
    /**
     * Gives elements to {@code out}, and may suspend; the generator ends when this returns.
     *
     * @throws Exception is raised where the next element is asked for
     */
    void run(GeneratorOutput<T> out) throws Exception;
}
