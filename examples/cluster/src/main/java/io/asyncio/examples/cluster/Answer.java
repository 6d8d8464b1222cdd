package io.asyncio.examples.cluster;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** How a call has ended. */
sealed interface Answer extends Serializable {
    /** The request has returned. */
    record Value(@Nullable Object value) implements Answer {}

    /** The request has thrown. */
    record Failure(Throwable exception) implements Answer {}

    /** The request has ended by a cancel that was its own, such as that of a task which it awaited. */
    record Cancelled() implements Answer {}

    /** The node is not the key's home, at least not now, and has done nothing. */
    record Moved() implements Answer {}

    /** The node left, or gave up the request in the middle: nobody knows what it has done. */
    record Unknown() implements Answer {}
}
