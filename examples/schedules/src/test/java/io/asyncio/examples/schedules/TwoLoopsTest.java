package io.asyncio.examples.schedules;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.examples.schedules.CancelTest.isCancelledInTheEnd;
import static io.asyncio.examples.schedules.Schedules.explore;
import static io.asyncio.examples.schedules.Threads.together;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Event;
import io.asyncio.Future;
import io.asyncio.Task;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Tasks of two loops that await and cancel each other. */
class TwoLoopsTest {
    @Test
    void aResultCrosses() throws Exception {
        explore(() -> {
            try (OwnLoop near = OwnLoop.started();
                    OwnLoop far = OwnLoop.started()) {
                Task<Integer> inner = far.loop.createTask(() -> {
                    sleep(0);
                    return 1;
                });
                Task<Integer> outer = near.loop.createTask(() -> await(inner));
                assertThat(outer.toCompletableFuture().join()).isEqualTo(1);
            }
        });
    }

    @Test
    void aCancelThatWasAcceptedIsRaised() throws Exception {
        explore(() -> {
            try (OwnLoop near = OwnLoop.started();
                    OwnLoop far = OwnLoop.started()) {
                Task<Integer> inner = far.loop.createTask(() -> {
                    sleep(0);
                    return 1;
                });
                Task<Integer> outer = near.loop.createTask(() -> await(inner));
                Task<Boolean> accepted = near.loop.createTask(() -> outer.cancel());
                boolean wasAccepted = accepted.toCompletableFuture().join();
                assertThat(isCancelledInTheEnd(outer)).isEqualTo(wasAccepted);
            }
        });
    }

    @Test
    void aCircleOpensWhenOneOfItIsCancelled() throws Exception {
        exploreCircle(false);
    }

    @Test
    void aCircleOpensWhenBothOfItAreCancelled() throws Exception {
        exploreCircle(true);
    }

    private static void exploreCircle(boolean cancelsBoth) throws Exception {
        explore(() -> {
            AtomicReference<Future<?>> second = new AtomicReference<>();
            try (OwnLoop near = new OwnLoop();
                    OwnLoop far = new OwnLoop()) {
                Task<?> first = near.loop.createTask(() -> await(second.get()));
                Task<?> other = far.loop.createTask(() -> await(first));
                second.set(other);
                near.loop.start();
                far.loop.start();
                if (cancelsBoth) {
                    together(first::cancel, other::cancel);
                } else {
                    together(first::cancel);
                }
                assertThat(isCancelledInTheEnd(first)).isTrue();
                assertThat(isCancelledInTheEnd(other)).isTrue();
            }
        });
    }

    @Test
    void whoAwaitsALoopThatClosesHasAnEnd() throws Exception {
        explore(() -> {
            try (OwnLoop near = OwnLoop.started();
                    OwnLoop far = OwnLoop.started()) {
                Task<?> inner = far.loop.createTask(() -> new Event().await());
                Task<?> outer = near.loop.createTask(() -> await(inner));
                together(far.loop::close, () -> assertThat(outer.toCompletableFuture()
                                .handle((result, failure) -> failure)
                                .join())
                        .isInstanceOf(CancellationException.class));
            }
        });
    }

    @Test
    void twoLoopsThatCloseEndTheTasksThatAwaitEachOther() throws Exception {
        explore(() -> {
            try (OwnLoop near = OwnLoop.started();
                    OwnLoop far = OwnLoop.started()) {
                Task<?> inner = far.loop.createTask(() -> new Event().await());
                Task<?> outer = near.loop.createTask(() -> await(inner));
                Task<?> awaitsOuter = far.loop.createTask(() -> await(outer));
                together(near.loop::close, far.loop::close);
                assertThat(inner.done() && outer.done() && awaitsOuter.done()).isTrue();
            }
        });
    }

    @Test
    void aCancelEndsTheFarTaskAndComesBack() throws Exception {
        explore(() -> {
            try (OwnLoop near = OwnLoop.started();
                    OwnLoop far = OwnLoop.started()) {
                Task<?> inner = far.loop.createTask(() -> new Event().await());
                Task<?> outer = near.loop.createTask(() -> await(inner));
                near.loop.createTask(() -> outer.cancel()).toCompletableFuture().join();
                assertThat(isCancelledInTheEnd(outer)).isTrue();
                assertThat(inner.cancelled()).isTrue();
            }
        });
    }
}
