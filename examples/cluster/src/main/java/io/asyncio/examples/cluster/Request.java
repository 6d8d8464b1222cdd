package io.asyncio.examples.cluster;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a key's home: code in direct style, which runs there, as a task of the home's loop. It is sent by Java's
 * serialization, hence a record with what the code needs, rather than a lambda: the nodes may have been compiled apart.
 *
 * @param <S> what lives at the home
 * @param <T> the result, which is serializable, too
 */
@FunctionalInterface
public interface Request<S, T extends @Nullable Object> extends Serializable {
    /** Runs at the home, on {@code place}; may suspend. */
    T runAt(S place) throws Exception;
}
