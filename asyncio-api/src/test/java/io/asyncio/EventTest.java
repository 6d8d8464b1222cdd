package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EventTest extends LoopTestBase {
    private final Event event = new Event();

    @Test
    void setAndClearWakesAllWhoWaitNowInTheirOrder() {
        run(() -> {
            for (int i = 0; i < 3; i++) {
                int n = i;
                createTask(() -> {
                    event.await();
                    trail.add(n + " sees " + event.isSet());
                });
            }
            sleepMs(0);
            event.set();
            event.clear();
            Task<?> late = createTask(event::await);
            settle();
            assertThat(late.done()).isFalse();
            assertThat(event).hasToString("Event[unset, waiters=1]");
            late.cancel();
        });
        trail.assertIs("0 sees false", "1 sees false", "2 sees false");
    }

    @Test
    void aSetEventLetsEverybodyPass() {
        event.set();
        run(() -> {
            event.await();
            event.await();
            trail.add(event.isSet());
        });
        trail.assertIs("true");
    }

    @Test
    void anotherThreadMayNotSetItWhileTasksWait() throws Exception {
        loop.start();
        Task<?> waiter = loop.createTask(event::await);
        loop.createTask(LoopTestBase::settle).toCompletableFuture().get();
        assertThatThrownBy(event::set)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("use loop.callSoonThreadsafe(event::set), or a ThreadSafeFlag");
        loop.callSoonThreadsafe(event::set);
        waiter.toCompletableFuture().get();
    }
}
