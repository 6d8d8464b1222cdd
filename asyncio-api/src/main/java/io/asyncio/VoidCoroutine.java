package io.asyncio;

import org.jspecify.annotations.Nullable;

/**
 * A {@link Coroutine} without a value: every method that takes a body takes this as well. A coroutine is one, too, so that
 * of the two methods the compiler takes the one that keeps the value, wherever a lambda or method reference fits both.
 */
@FunctionalInterface
public interface VoidCoroutine extends VoidAwaitable {
    /**
     * Runs the body; it may suspend.
     *
     * @throws Exception becomes the failure of the task that runs it
     */
    void run() throws Exception;

    @Override
    default void awaitDone() throws Exception {
        run();
    }

    /** The same body as a coroutine whose value is null. */
    @SuppressWarnings("NullAway") // the value is declared nullable, which NullAway does not see in a lambda
    default Coroutine<@Nullable Void> asCoroutine() {
        return () -> {
            run();
            return null;
        };
    }
}
