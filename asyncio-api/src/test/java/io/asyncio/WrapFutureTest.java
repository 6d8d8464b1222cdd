package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.wrapFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class WrapFutureTest extends LoopTestBase {
    private final IOException failure = new IOException("outside");

    @Test
    void aStageIsAwaitedWhereverItEnds() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CountDownLatch awaited = new CountDownLatch(1);
        Thread outside = new Thread(() -> {
            try {
                awaited.await();
                stage.complete("value");
            } catch (InterruptedException e) {
                stage.completeExceptionally(e);
            }
        });
        outside.start();
        run(() -> {
            createTask(awaited::countDown);
            assertThat(await(wrapFuture(stage))).isEqualTo("value");
            assertThat(loop.isCurrent()).isTrue();
            assertThat(await(wrapFuture(CompletableFuture.completedStage("done"))))
                    .isEqualTo("done");
        });
    }

    @Test
    void failuresComeUnwrappedAndCancelsAsCancels() {
        run(() -> {
            CompletionStage<String> failed = CompletableFuture.failedStage(failure);
            assertThatThrownBy(() -> await(wrapFuture(failed))).isSameAs(failure);
            assertThatThrownBy(() -> await(wrapFuture(failed.thenApply(s -> s + "!"))))
                    .isSameAs(failure);
            CompletableFuture<String> cancelled = new CompletableFuture<>();
            cancelled.cancel(true);
            assertThatThrownBy(() -> await(wrapFuture(cancelled))).isInstanceOf(CancelledError.class);
            assertThatThrownBy(() -> await(wrapFuture(cancelled.thenApply(s -> s + "!"))))
                    .isInstanceOf(CancelledError.class);
        });
    }

    @Test
    void aCancelInTheLastStepOfARunCancelsTheStage() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        Asyncio.run(() -> {
            wrapFuture(stage).cancel();
        });
        assertThat(stage).isCancelled();
    }

    @Test
    void aCancelledTaskCancelsTheStage() {
        run(() -> {
            CompletableFuture<String> stage = new CompletableFuture<>();
            stage.whenComplete((value, error) -> trail.add("stage cancelled " + stage.isCancelled()));
            Task<?> task = createTask(() -> {
                try {
                    await(wrapFuture(stage));
                } finally {
                    trail.add("task ends");
                }
            });
            settle();
            task.cancel();
            settle();
            assertThat(task.cancelled()).isTrue();
            assertThat(wrapFuture(stage).cancel()).isTrue();
        });
        assertThat(trail.steps()).containsExactlyInAnyOrder("task ends", "stage cancelled true");
    }

    @Test
    void aStageThatCannotBeCancelledIsReported() {
        run(() -> {
            CompletionStage<String> stage = new CompletableFuture<String>() {
                @Override
                public CompletableFuture<String> toCompletableFuture() {
                    throw new UnsupportedOperationException("not this one");
                }
            };
            wrapFuture(stage).cancel();
            settle();
            assertThat(takeErrors()).singleElement().satisfies(context -> assertThat(context.exception())
                    .hasMessage("not this one"));
        });
    }

    /** It may never end, and cannot be told to forget its listeners. */
    @Test
    void aCancelledOneIsHeldByNeitherItsStageNorTheLoop() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletionStage<String> uncancellable = stage.minimalCompletionStage();
        WeakReference<?>[] cancelled = new WeakReference<?>[1];
        run(() -> {
            Future<String> wrapped = wrapFuture(uncancellable);
            cancelled[0] = new WeakReference<>(wrapped);
            wrapped.cancel();
            settle();
        });
        Collectable.assertCollected(cancelled[0]);
        assertThat(stage.complete("late")).isTrue();
        assertThat(loop.takeCloseHooks()).isEmpty();
    }

    @Test
    void theCauseOfACancelIsTheStages() {
        run(() -> {
            CompletableFuture<String> stage = new CompletableFuture<>();
            CancellationException cancel = new CancellationException("over");
            stage.completeExceptionally(cancel);
            assertThatThrownBy(() -> await(wrapFuture(stage)))
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("over")
                    .hasCause(cancel);
        });
    }

    @Test
    void anyNumberOfRoundTripsEndsWithoutOverflow() {
        run(() -> {
            Future<String> origin = loop.createFuture();
            Future<String> outermost = origin;
            for (int i = 0; i < 20_000; i++) {
                outermost = wrapFuture(outermost.toCompletableFuture());
            }
            origin.setResult("value");
            assertThat(await(outermost)).isEqualTo("value");
        });
    }

    @Test
    void aFutureThatCannotCallBackIsWaitedForByAThread() {
        FutureTask<String> future = new FutureTask<>(() -> "value");
        FutureTask<String> failing = new FutureTask<>(() -> {
            throw failure;
        });
        run(() -> {
            createTask(future::run);
            assertThat(await(wrapFuture(future))).isEqualTo("value");
            assertThat(await(wrapFuture(future))).as("done").isEqualTo("value");
            createTask(failing::run);
            assertThatThrownBy(() -> await(wrapFuture(failing))).isSameAs(failure);
            java.util.concurrent.Future<String> stage = CompletableFuture.completedFuture("a stage");
            assertThat(await(wrapFuture(stage))).isEqualTo("a stage");
        });
    }

    /** What drivers return: both kinds of future, and no {@code CompletableFuture}. */
    private interface Reply<T> extends CompletionStage<T>, java.util.concurrent.Future<T> {}

    private static final class PendingReply<T> extends CompletableFuture<T> implements Reply<T> {
        @Override
        public T get() {
            throw new AssertionError("a thread waits");
        }
    }

    @Test
    void aFutureThatIsAStageAsWellCallsBack() {
        PendingReply<String> pending = new PendingReply<>();
        PendingReply<String> untyped = new PendingReply<>();
        PendingReply<String> never = new PendingReply<>();
        run(() -> {
            Reply<String> reply = pending;
            createTask(() -> pending.complete("value"));
            assertThat(await(wrapFuture(reply))).isEqualTo("value");
            java.util.concurrent.Future<String> future = untyped;
            createTask(() -> untyped.complete("value"));
            assertThat(await(wrapFuture(future))).isEqualTo("value");
            Reply<String> cancelled = never;
            wrapFuture(cancelled).cancel();
            settle();
            assertThat(never).isCancelled();
        });
    }

    @Test
    void aCancelledTaskCancelsTheFuture() {
        FutureTask<String> future = new FutureTask<>(() -> "never");
        run(() -> {
            Task<?> task = createTask(() -> await(wrapFuture(future)));
            settle();
            task.cancel();
            settle();
            assertThat(task.cancelled()).isTrue();
            assertThat(future.isCancelled()).isTrue();
        });
    }

    @Test
    void roundTrip() {
        run(() -> {
            Task<String> task = createTask(() -> "value");
            assertThat(await(wrapFuture(task.toCompletableFuture()))).isEqualTo("value");
        });
    }
}
