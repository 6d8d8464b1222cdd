package io.asyncio.examples.soak;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.waitForMs;

import io.asyncio.Barrier;
import io.asyncio.Event;
import java.util.Random;
import java.util.concurrent.TimeoutException;

/** Crowds before an event that comes in a moment, and before a barrier that lacks some parties. */
final class EventAndBarrierLoad extends Load {
    EventAndBarrierLoad() {
        super("Event and Barrier", 2);
    }

    @Override
    void round(Random random) throws Exception {
        meetAtEvent(random);
        meetAtBarrier(random);
    }

    private static void meetAtEvent(Random random) throws Exception {
        Event event = new Event();
        var setter = createTask(() -> {
            sleepMs(random.nextInt(6));
            event.set();
        });
        Crowd.run(random, 8, () -> {
            event.await();
            require(event.isSet(), "an event wakes nobody before it is set");
        });
        setter.await();
    }

    /** Who is cancelled leaves a place to fill, so that each has to give up by itself. */
    private static void meetAtBarrier(Random random) throws Exception {
        Barrier barrier = new Barrier(3);
        Crowd.run(random, 8, () -> {
            try {
                waitForMs(barrier::await, 6);
            } catch (TimeoutException e) {
                // too few have come
            }
        });
        require(barrier.nWaiting() == 0, "nobody waits at a barrier that all have left");
    }
}
