package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FutureTest extends LoopTestBase {
    @Test
    void aResultWakesWhoAwaitsIt() {
        run(() -> {
            Future<String> future = loop.createFuture();
            loop.callLater(1, () -> future.setResult("result"));
            assertThat(future.done()).isFalse();
            assertThat(await(future)).isEqualTo("result");
            assertThat(future.done()).isTrue();
            assertThat(future).hasToString("Future[result=result]");
        });
    }

    @Test
    void itCompletesOnce() {
        run(() -> {
            Future<Integer> future = loop.createFuture();
            future.setResult(1);
            assertThatThrownBy(() -> future.setResult(2))
                    .isInstanceOf(InvalidStateException.class)
                    .hasMessage("Future[result=1] is done already: ask done() before setResult()");
            assertThatThrownBy(() -> future.setException(new IOException())).isInstanceOf(InvalidStateException.class);
            assertThat(future.cancel()).isFalse();
            assertThat(await(future)).isEqualTo(1);
        });
    }

    @Test
    void aCancelHasAMessage() {
        run(() -> {
            Future<Integer> future = loop.createFuture();
            assertThat(future.cancel("no longer needed")).isTrue();
            assertThat(future.cancelled()).isTrue();
            assertThatThrownBy(() -> await(future))
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("no longer needed");
            assertThatThrownBy(future::exception).isInstanceOf(CancelledError.class);
            Future<Integer> other = loop.createFuture();
            other.setException(new CancelledError("as exception"));
            assertThat(other.cancelled()).isTrue();
        });
    }

    @Test
    void callbacksRunInTheirOrderThroughTheQueue() {
        run(() -> {
            Future<Integer> future = loop.createFuture();
            future.addDoneCallback(done -> trail.add("first " + done.result()));
            createTask(() -> trail.add("awaited " + await(future)));
            sleepMs(0);
            future.addDoneCallback(done -> trail.add("second"));
            future.setResult(1);
            trail.add("set");
            sleepMs(0);
            future.addDoneCallback(done -> trail.add("late"));
            trail.add("added late");
            sleepMs(0);
        });
        trail.assertIs("set", "first 1", "awaited 1", "second", "added late", "late");
    }

    @Test
    void removedCallbacksDoNotRun() {
        run(() -> {
            Future<Integer> future = loop.createFuture();
            Consumer<Future<Integer>> removed = done -> trail.add("removed");
            future.addDoneCallback(removed);
            future.addDoneCallback(done -> trail.add("kept"));
            future.addDoneCallback(removed);
            assertThat(future.removeDoneCallback(removed)).isEqualTo(2);
            assertThat(future.removeDoneCallback(removed)).isZero();
            future.setResult(1);
            sleepMs(0);
        });
        trail.assertIs("kept");
    }

    @Test
    void aCallbackWhoseEqualsRemovesOthersLeavesTheRestInTheQueue() {
        run(() -> {
            Future<Integer> future = loop.createFuture();
            Consumer<Future<Integer>> other = done -> trail.add("removed");
            Consumer<Future<Integer>> removesOther = new Consumer<>() {
                private boolean hasRemoved;

                @Override
                public void accept(Future<Integer> done) {
                    trail.add("removed");
                }

                @Override
                public boolean equals(Object candidate) {
                    if (!hasRemoved) {
                        hasRemoved = true;
                        future.removeDoneCallback(other);
                    }
                    return candidate == this;
                }

                @Override
                public int hashCode() {
                    return System.identityHashCode(this);
                }
            };
            future.addDoneCallback(removesOther);
            future.addDoneCallback(other);
            future.addDoneCallback(done -> trail.add("kept"));
            future.addDoneCallback(removesOther);
            assertThat(future.removeDoneCallback(removesOther)).isEqualTo(2);
            future.setResult(1);
            sleepMs(0);
        });
        trail.assertIs("kept");
    }

    @Test
    void aCallbackThatThrowsGoesToTheHandlerAndHarmsNoOther() {
        IllegalStateException bad = new IllegalStateException("bad");
        run(() -> {
            Future<Integer> future = loop.createFuture();
            future.addDoneCallback(done -> {
                throw bad;
            });
            future.addDoneCallback(done -> trail.add("other"));
            future.setResult(1);
            sleepMs(0);
        });
        trail.assertIs("other");
        assertThat(takeErrors()).extracting(ExceptionContext::exception).containsExactly(bad);
    }

    @Test
    void aCancelOfTheAwaitingTaskCancelsTheFuture() {
        run(() -> {
            Future<Integer> future = loop.createFuture();
            Task<?> task = createTask(() -> await(future));
            sleepMs(0);
            task.cancel("enough");
            sleepMs(0);
            assertThat(future.cancelled()).isTrue();
            assertThat(task.cancelled()).isTrue();
        });
    }

    @Test
    void aViewThatIsCompletedOrCancelledByOthersIsForgotten() {
        Future<String> future = loop.createFuture();
        Task<String> failing = loop.createTask((Coroutine<String>) () -> {
            Asyncio.sleepMs(1000);
            throw new IOException("seen by nobody");
        });
        future.toCompletableFuture().cancel(true); // in another thread, before the loop runs
        run(() -> {
            settle();
            future.toCompletableFuture().complete("by another");
            future.toCompletableFuture().completeExceptionally(new IOException("by another"));
            failing.toCompletableFuture().cancel(true);
            settle();
            assertThat(future).hasToString("Future[pending, waiters=0]");
            Asyncio.sleepMs(2000);
        });
        assertThat(takeErrors()).singleElement().satisfies(error -> assertThat(error.exception())
                .hasMessage("seen by nobody"));
        assertThat(loop.takeCloseHooks()).isEmpty();
    }

    @Test
    void theCompletableFutureIsAView() {
        Future<String> value = loop.createFuture();
        Future<String> failing = loop.createFuture();
        Future<String> cancelled = loop.createFuture();
        CompletableFuture<String> viewOfValue = value.toCompletableFuture();
        CompletableFuture<String> cancelledView = value.toCompletableFuture();
        CompletableFuture<String> viewOfFailing = failing.toCompletableFuture();
        CompletableFuture<String> viewOfCancelled = cancelled.toCompletableFuture();
        IOException failure = new IOException("checked");
        assertThat(cancelledView.cancel(true)).isTrue();
        run(() -> {
            value.setResult("value");
            failing.setException(failure);
            cancelled.cancel("enough");
            settle();
        });
        assertThat(viewOfValue).isCompletedWithValue("value");
        assertThat(value.result()).isEqualTo("value");
        assertThatThrownBy(viewOfFailing::join)
                .isInstanceOf(CompletionException.class)
                .hasCause(failure);
        assertThat(viewOfCancelled).isCancelled();
        assertThat(viewOfCancelled.handle((result, error) -> error.getMessage()))
                .isCompletedWithValue("enough");
        assertThat(value.toCompletableFuture()).isCompletedWithValue("value");
    }

    @Test
    void nullIsAResultButNoException() {
        run(() -> {
            Future<String> future = loop.createFuture();
            assertThatThrownBy(() -> future.setException(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> future.addDoneCallback(null)).isInstanceOf(NullPointerException.class);
            future.setResult(null);
            assertThat(await(future)).isNull();
        });
    }

    @Test
    void aCancelKeepsItsCauseWhereverItIsSeen() {
        run(() -> {
            IllegalStateException cause = new IllegalStateException("the reason");
            Task<?> task = createTask(() -> {
                CancelledError cancelled = new CancelledError("over");
                cancelled.initCause(cause);
                throw cancelled;
            });
            assertThatThrownBy(() -> await(task))
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("over")
                    .hasCause(cause);
            assertThat(task.toCompletableFuture()
                            .handle((result, error) -> error)
                            .join())
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("over")
                    .hasCause(cause);
        });
    }

    @Test
    void isShownCutWhateverItsOutcomeIs() {
        run(() -> {
            Future<Object> future = loop.createFuture();
            future.setResult("x".repeat(1_000_000));
            assertThat(future).hasToString("Future[result=" + "x".repeat(200) + "...]");
            Future<Object> own = loop.createFuture();
            own.setResult(List.of(own));
            assertThat(own).hasToString("Future[result=[Future[result=...]]]");
            Future<Object> failed = loop.createFuture();
            failed.setException(new IllegalStateException() {
                @Override
                public String getMessage() {
                    throw new UnsupportedOperationException();
                }
            });
            assertThat(failed.toString())
                    .startsWith("Future[exception=<io.asyncio.FutureTest$")
                    .endsWith(": toString() threw java.lang.UnsupportedOperationException>]");
            assertThatThrownBy(() -> failed.setResult(1))
                    .isInstanceOf(InvalidStateException.class)
                    .hasMessageContaining("UnsupportedOperationException>] is done already");
        });
    }
}
