package io.asyncio;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Asyncio#waitUntil} has seen. Like the pair that Python's {@code asyncio.wait} returns.
 *
 * @param done those that have ended, in the order of the arguments
 * @param pending those that go on, in the order of the arguments
 * @param <T> what the futures give
 */
public record WaitResult<T extends @Nullable Object>(Set<Future<T>> done, Set<Future<T>> pending) {}
