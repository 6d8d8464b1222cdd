package io.asyncio;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Elements that arrive over time, one by one, for a task: asking for the next one suspends the task until it is there.
 * {@link Asyncio#generate} makes one, and the adapters make one of a Publisher or a Flow. One task iterates over it,
 * once, and then closes it:
 *
 * <pre>
 *   try (AsyncIterator&lt;Order> orders = ReactorAdapter.iterate(flux)) {
 *       for (Order order : orders) {
 *           ship(order);
 *       }
 *   }
 * </pre>
 *
 * <p>Like Python's {@code async for}.
 *
 * @param <T> the elements
 */
@SuppressWarnings("IterableAndIterator") // for for-each, without a method to call
public interface AsyncIterator<T extends @Nullable Object> extends Iterator<T>, Iterable<T>, AutoCloseable {
    /**
     * Whether there is another element; suspends the current task until that is known. If the source fails, its
     * exception is raised as it is. If the task is cancelled meanwhile, so is the source.
     */
    @Override
    boolean hasNext();

    /**
     * The next element; suspends the current task until it is there.
     *
     * @throws java.util.NoSuchElementException at the end
     */
    @Override
    T next();

    /** This. */
    @Override
    default Iterator<T> iterator() {
        return this;
    }

    /**
     * Cancels the source, and discards elements that have come and were not asked for. If the source is a Flow or a
     * generator, suspends the current task until it has ended. A second call does nothing once the first has returned.
     */
    @Override
    void close();
}
