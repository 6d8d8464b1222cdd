package io.asyncio;

/**
 * A {@link Body} without a value: a {@link VoidCoroutine} that keeps the type of its checked exception.
 *
 * @param <X> what it throws
 */
@FunctionalInterface
public interface VoidBody<X extends Exception> extends VoidCoroutine {
    @Override
    void run() throws X;

    @Override
    default void awaitDone() throws X {
        run();
    }
}
