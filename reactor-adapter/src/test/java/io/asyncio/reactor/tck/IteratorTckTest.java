package io.asyncio.reactor.tck;

import io.asyncio.AsyncIterator;
import io.asyncio.Loop;
import io.asyncio.reactor.ReactorAdapter;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** The subscriber behind {@link ReactorAdapter#iterate}, by the rules of Reactive Streams. */
public class IteratorTckTest extends SubscriberBlackboxVerification<Long> {
    private Loop loop;

    public IteratorTckTest() {
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

    /** A task that takes all it is given; its subscriber is caught where it subscribes. */
    @Override
    public Subscriber<Long> createSubscriber() {
        CaughtSubscriber<Long> caught = new CaughtSubscriber<>();
        loop.createTask(() -> {
            try (AsyncIterator<Long> elements = ReactorAdapter.iterate(caught)) {
                while (elements.hasNext()) {
                    elements.next();
                }
            } catch (RuntimeException signalled) {
                // the TCK sends errors, too
            }
        });
        return caught.await();
    }

    @Override
    public Long createElement(int element) {
        return (long) element;
    }
}
