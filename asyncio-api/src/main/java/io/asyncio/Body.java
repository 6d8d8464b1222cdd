package io.asyncio;

import java.util.concurrent.Callable;
import kotlin.internal.LowPriorityInOverloadResolution;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Coroutine} that keeps the type of its checked exception: the compiler infers {@code X} from a lambda or
 * method reference, and the methods that run it throw {@code X}. A body that throws no checked exception needs no
 * {@code catch}; if it throws several, {@code X} is their common supertype.
 *
 * <pre>
 *   try {
 *       return waitFor(() -> stream.readLine(), 5);
 *   } catch (IOException e) { ... } catch (TimeoutException e) { ... }
 * </pre>
 *
 * @param <T> what the body returns
 * @param <X> what it throws
 */
@FunctionalInterface
public interface Body<T extends @Nullable Object, X extends Exception>
        extends Coroutine<T>, VoidBody<X>, Callable<T> { // of all of them, so that the compiler prefers it
    @Override
    @LowPriorityInOverloadResolution // as in Awaitable
    T await() throws X;

    @Override
    default void run() throws X {
        await();
    }

    @Override
    default void awaitDone() throws X {
        await();
    }

    @Override
    default T call() throws X {
        return await();
    }
}
