package io.asyncio;

import org.jspecify.annotations.Nullable;

/** A {@link Coroutine} without a value: every method that takes a body takes this as well. */
@FunctionalInterface
public interface VoidCoroutine {
    /**
     * Runs the body; it may suspend.
     *
     * @throws Exception becomes the failure of the task that runs it
     */
    void run() throws Exception;

    /** The same body as a coroutine whose value is null. */
    @SuppressWarnings("NullAway") // the value is declared nullable, which NullAway does not see in a lambda
    default Coroutine<@Nullable Void> asCoroutine() {
        return () -> {
            run();
            return null;
        };
    }
}
