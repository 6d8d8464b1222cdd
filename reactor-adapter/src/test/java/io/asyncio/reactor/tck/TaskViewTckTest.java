package io.asyncio.reactor.tck;

import io.asyncio.Coroutine;
import io.asyncio.reactor.ReactorAdapter;
import org.reactivestreams.Publisher;

/** {@link ReactorAdapter#toMono}, by the rules of Reactive Streams. */
public class TaskViewTckTest extends PublisherTckBase {
    @Override
    public Publisher<Long> createPublisher(long elements) {
        return ReactorAdapter.toMono(loop.createTask(() -> elements == 0 ? null : 1L));
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return ReactorAdapter.toMono(loop.createTask((Coroutine<Long>) () -> {
            throw new IllegalStateException("fails at once");
        }));
    }

    @Override
    public long maxElementsFromPublisher() {
        return 1;
    }
}
