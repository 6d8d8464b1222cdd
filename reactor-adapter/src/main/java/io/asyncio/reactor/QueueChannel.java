package io.asyncio.reactor;

import io.asyncio.AsyncIterator;
import io.asyncio.Queue;
import io.asyncio.QueueShutDownException;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/** A queue between tasks and a Flux: what runs at its one end. */
final class QueueChannel {
    private QueueChannel() {}

    static <T> void emitAll(Queue<T> queue, FluxEmitter<T> emitter) throws Exception {
        while (!isOver(queue)) {
            emitter.awaitDemand(); // first, so that nobody else misses an item for whom none was asked
            T item;
            try {
                item = queue.get();
            } catch (QueueShutDownException end) {
                return;
            }
            try {
                emitter.emit(item);
            } finally {
                queue.taskDone();
            }
        }
    }

    /** To be asked before there is demand: an end needs none. */
    private static boolean isOver(Queue<?> queue) {
        return queue.isShutDown() && queue.isEmpty();
    }

    static <T> void putAll(Publisher<? extends T> publisher, Queue<T> queue) {
        int prefetch = queue.maxSize() > 0 ? queue.maxSize() : Queues.SMALL_BUFFER_SIZE;
        try (AsyncIterator<? extends T> elements = ReactorAdapter.iterate(publisher, prefetch)) {
            while (elements.hasNext()) {
                put(elements.next(), queue);
            }
        } catch (QueueShutDownException notWanted) {
            // closing the iterator has cancelled the subscription
        } finally {
            queue.shutdown(); // before an error is the task's: who hears of the end has time to await it
        }
    }

    /** An element that finds no room any more is discarded, as the iterator does with those behind it. */
    private static <T> void put(T element, Queue<T> queue) {
        try {
            queue.put(element);
        } catch (Throwable e) {
            Operators.onDiscard(element, Context.of(ReactorContext.current()));
            throw e;
        }
    }
}
