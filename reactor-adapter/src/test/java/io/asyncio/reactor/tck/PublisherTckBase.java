package io.asyncio.reactor.tck;

import io.asyncio.Loop;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** A publisher on a loop in real time, by the rules of Reactive Streams. */
public abstract class PublisherTckBase extends PublisherVerification<Long> {
    Loop loop;

    PublisherTckBase() {
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
}
