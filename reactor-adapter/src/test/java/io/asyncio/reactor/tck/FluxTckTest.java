package io.asyncio.reactor.tck;

import io.asyncio.reactor.ReactorAdapter;
import org.reactivestreams.Publisher;

/** {@link ReactorAdapter#flux}, by the rules of Reactive Streams. */
public class FluxTckTest extends PublisherTckBase {
    @Override
    public Publisher<Long> createPublisher(long elements) {
        return ReactorAdapter.flux(loop, emitter -> {
            for (long i = 0; i < elements; i++) {
                emitter.emit(i);
            }
        });
    }

    /** The TCK wants the error right behind the subscription. */
    @Override
    public Publisher<Long> createFailedPublisher() {
        return ReactorAdapter.<Long>flux(loop, emitter -> {
            throw new IllegalStateException("fails at once");
        });
    }

    @Override
    public long maxElementsFromPublisher() {
        return 1_000_000;
    }
}
