package io.asyncio.reactor.tck;

import io.asyncio.Coroutine;
import io.asyncio.Loop;
import io.asyncio.reactor.ReactorAdapter;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** {@link ReactorAdapter#mono}, by the rules of Reactive Streams. */
public class MonoTckTest extends PublisherVerification<Long> {
    private Loop loop;

    public MonoTckTest() {
        super(new TestEnvironment(3000, 100));
    }

    @BeforeClass
    void startLoop() {
        loop = Loop.create().start();
    }

    @AfterClass
    void closeLoop() {
        loop.close();
    }

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
