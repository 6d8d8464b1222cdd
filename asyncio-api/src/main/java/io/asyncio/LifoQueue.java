package io.asyncio;

import java.util.ArrayDeque;
import java.util.Collections;

/**
 * A {@link Queue} that gives the item that was put last. Like Python's {@code asyncio.LifoQueue}.
 *
 * @param <T> what it holds
 */
public final class LifoQueue<T> extends Queue<T> {
    /** Without a limit. */
    public LifoQueue() {
        this(0);
    }

    /** With {@code maxSize} places; no limit if it is not positive. */
    public LifoQueue(int maxSize) {
        super(maxSize, Collections.asLifoQueue(new ArrayDeque<>()));
    }
}
