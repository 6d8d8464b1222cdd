package io.asyncio.reactor.tck;

import io.asyncio.Loop;
import io.asyncio.reactor.ReactorAdapter;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** The subscriber behind {@link ReactorAdapter#await}, by the rules of Reactive Streams. */
public class AwaitTckTest extends SubscriberBlackboxVerification<Long> {
    private Loop loop;

    public AwaitTckTest() {
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

    /** Caught where it subscribes; the TCK sends errors, too. */
    @Override
    public Subscriber<Long> createSubscriber() {
        CaughtSubscriber<Long> caught = new CaughtSubscriber<>();
        loop.createTask(() -> {
            try {
                ReactorAdapter.await(new Mono<Long>() {
                    @Override
                    public void subscribe(CoreSubscriber<? super Long> subscriber) {
                        caught.subscribe(subscriber);
                    }
                });
            } catch (RuntimeException signalled) {
                // as expected
            }
        });
        return caught.await();
    }

    @Override
    public Long createElement(int element) {
        return (long) element;
    }
}
