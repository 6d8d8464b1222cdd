package io.asyncio.examples.schedules;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.wrapFuture;
import static io.asyncio.examples.schedules.Schedules.explore;
import static io.asyncio.examples.schedules.Threads.together;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Event;
import io.asyncio.Task;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@code Task.cancel()} in a thread outside. */
class CancelTest {
    /** Whether {@code task} was cancelled in the end; its loop runs. */
    static boolean isCancelledInTheEnd(Task<?> task) {
        try {
            task.toCompletableFuture().join();
            return false;
        } catch (CancellationException e) {
            return true;
        }
    }

    @Test
    void aCancelEndsTheTaskOrComesTooLate() throws Exception {
        explore(() -> {
            AtomicInteger begun = new AtomicInteger();
            AtomicInteger cleaned = new AtomicInteger();
            AtomicBoolean accepted = new AtomicBoolean();
            try (OwnLoop own = new OwnLoop()) {
                Task<?> task = own.loop.createTask(() -> {
                    begun.incrementAndGet();
                    try {
                        sleep(0);
                        sleep(0);
                    } finally {
                        cleaned.incrementAndGet();
                    }
                });
                together(own.loop::start, () -> accepted.set(task.cancel()));
                if (isCancelledInTheEnd(task)) {
                    assertThat(accepted).isTrue();
                }
            }
            assertThat(cleaned).hasValue(begun.get());
        });
    }

    @Test
    void aCancelEndsAWaitThatNothingElseEnds() throws Exception {
        explore(() -> {
            try (OwnLoop own = new OwnLoop()) {
                Task<?> task = own.loop.createTask(() -> new Event().await());
                together(own.loop::start, task::cancel);
                assertThat(isCancelledInTheEnd(task)).isTrue();
            }
        });
    }

    @Test
    void twoCancelsReachTheInnermostTask() throws Exception {
        explore(() -> {
            try (OwnLoop own = OwnLoop.started()) {
                Task<?> inner = own.loop.createTask(() -> new Event().await());
                Task<?> outer = own.loop.createTask(() -> await(inner));
                together(outer::cancel, inner::cancel);
                assertThat(isCancelledInTheEnd(outer)).isTrue();
                together(inner::cancel); // the first one may have come to outer before that awaited inner
                assertThat(isCancelledInTheEnd(inner)).isTrue();
            }
        });
    }

    @Test
    void aCancelBesideTheCloseOfTheLoopEndsTheTask() throws Exception {
        explore(() -> {
            AtomicInteger begun = new AtomicInteger();
            AtomicInteger cleaned = new AtomicInteger();
            try (OwnLoop own = OwnLoop.started()) {
                Task<?> task = own.loop.createTask(() -> {
                    begun.incrementAndGet();
                    try {
                        new Event().await();
                    } finally {
                        cleaned.incrementAndGet();
                    }
                });
                together(task::cancel, own.loop::close);
                assertThat(task.cancelled()).isTrue();
            }
            assertThat(cleaned).hasValue(begun.get());
        });
    }

    @Test
    void aWrappedFutureCompletesOrIsCancelled() throws Exception {
        explore(() -> {
            CompletableFuture<Integer> wrapped = new CompletableFuture<>();
            try (OwnLoop own = OwnLoop.started()) {
                Task<Integer> task = own.loop.createTask(() -> await(wrapFuture(wrapped)));
                together(() -> wrapped.complete(1), task::cancel);
                if (!isCancelledInTheEnd(task)) {
                    assertThat(task.result()).isEqualTo(1);
                }
                assertThat(wrapped).isDone();
            }
        });
    }
}
