package io.asyncio.reactor.tck;

import io.asyncio.Coroutine;
import io.asyncio.reactor.ReactorAdapter;
import org.reactivestreams.Publisher;

/** {@link ReactorAdapter#mono}, by the rules of Reactive Streams. */
public class MonoTckTest extends PublisherTckBase {
    @Override
    public Publisher<Long> createPublisher(long elements) {
        return ReactorAdapter.mono(loop, () -> elements == 0 ? null : 1L);
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return ReactorAdapter.mono(loop, (Coroutine<Long>) () -> {
            throw new IllegalStateException("fails at once");
        });
    }

    @Override
    public long maxElementsFromPublisher() {
        return 1;
    }
}
