package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The gate, the turns and the callbacks. */
class LoopTest extends LoopTestBase {
    @Test
    void workIsQueuedUntilTheLoopRuns() {
        loop.callSoon(() -> trail.add("callback"));
        loop.createTask(() -> trail.add("task"));
        assertThat(loop.isRunning()).isFalse();
        trail.assertIs();
        run(() -> trail.add("main"));
        trail.assertIs("callback", "task", "main");
    }

    @Test
    void aTurnRunsWhatWasReadyThenTheOverdueTimersByDeadline() {
        run(() -> {
            loop.callLater(0.002, () -> trail.add("timer 2"));
            loop.callLater(0.001, () -> trail.add("timer 1"));
            loop.callLater(0, () -> trail.add("timer 0"));
            loop.callSoon(() -> {
                trail.add("ready");
                loop.callSoon(() -> trail.add("next turn"));
            });
            sleepMs(5);
        });
        trail.assertIs("ready", "timer 0", "next turn", "timer 1", "timer 2");
    }

    @Test
    void aSpinningTaskStarvesNoTimer() throws Exception {
        try (Loop real = realTimeLoop()) {
            real.runUntilComplete(() -> {
                boolean[] fired = new boolean[1];
                real.callLater(0.01, () -> fired[0] = true);
                while (!fired[0]) {
                    sleepMs(0);
                }
            });
        }
    }

    @Test
    void callAtIsInSecondsOfTheLoopsClock() {
        run(() -> {
            double due = loop.time() + 100;
            Handle handle = loop.callAt(due, () -> trail.add(loop.time() == due));
            assertThat(handle.when()).isEqualTo(due);
            sleepMs(200_000);
        });
        trail.assertIs("true");
    }

    @Test
    void aCallbackWithoutAnEndToItsDelayIsDueNever() {
        run(() -> {
            Handle never = loop.callLater(Double.POSITIVE_INFINITY, () -> trail.add("never"));
            assertThat(never.when()).isInfinite();
            assertThat(loop.callAt(Double.POSITIVE_INFINITY, () -> trail.add("never"))
                            .when())
                    .isInfinite();
            sleepMs(1000);
        });
        trail.assertIs();
    }

    @Test
    void aCancelledHandleDoesNotRun() {
        loop.setDebug(false); // it tells where a handle is from
        run(() -> {
            Handle soon = loop.callSoon(() -> trail.add("soon"));
            Handle later = loop.callLater(1, () -> trail.add("later"));
            soon.cancel();
            later.cancel();
            later.cancel();
            sleepMs(2000);
            assertThat(soon.cancelled()).isTrue();
            assertThat(later.cancelled()).isTrue();
            assertThat(loop.core.timers.size()).isZero();
            assertThat(later).hasToString("Handle[cancelled, when=" + later.when() + "]");
        });
        trail.assertIs();
    }

    @Test
    void aHandleThatRanIsNotCancelledByCancel() {
        run(() -> {
            Handle handle = loop.callSoon(() -> trail.add("ran"));
            sleepMs(0);
            handle.cancel();
            assertThat(handle.cancelled()).isFalse();
            assertThatThrownBy(handle::when).hasMessageContaining("only callLater() and callAt() set one");
        });
        trail.assertIs("ran");
    }

    @Test
    void badTimesAndCallbacksAreRefused() {
        run(() -> {
            assertThatThrownBy(() -> loop.callLater(Double.NaN, () -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must be a number");
            assertThatThrownBy(() -> loop.callSoon(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> loop.callLater(1, null)).isInstanceOf(NullPointerException.class);
            sleepMs(1);
            loop.callLater(-5, () -> trail.add("negative"));
            loop.callLater(Duration.ofSeconds(Long.MAX_VALUE), () -> trail.add("never"));
            loop.callAt(-1, () -> trail.add("past"));
            sleepMs(1);
        });
        trail.assertIs("past", "negative");
    }

    @Test
    void anErrorInACallbackGoesToTheHandlerAndTheLoopRunsOn() {
        IllegalStateException bad = new IllegalStateException("bad");
        StackOverflowError worse = new StackOverflowError();
        run(() -> {
            loop.callSoon(() -> {
                throw bad;
            });
            loop.callLater(1, () -> {
                throw worse;
            });
            sleepMs(2000);
            trail.add("still here");
        });
        trail.assertIs("still here");
        assertThat(takeErrors()).extracting(ExceptionContext::exception).containsExactly(bad, worse);
    }

    @Test
    void aCallbackThatCannotEvenBePrintedIsReportedAllTheSame() {
        run(() -> {
            loop.callSoon(new Runnable() {
                @Override
                public void run() {
                    throw new IllegalStateException("run");
                }

                @Override
                public String toString() {
                    throw new IllegalStateException("toString");
                }
            });
            sleepMs(1);
            trail.add("still here");
        });
        trail.assertIs("still here");
        assertThat(takeErrors()).singleElement().satisfies(context -> {
            assertThat(context.exception()).hasMessage("run");
            assertThat(context.message())
                    .startsWith("Exception in callback <io.asyncio.LoopTest$")
                    .endsWith(": toString() threw java.lang.IllegalStateException>");
        });
    }

    @Test
    void whatWasPostedFromOutsideKeepsItsPlaceBeforeWhatTheLoopAddsLater() throws Exception {
        run(() -> {
            Thread poster = new Thread(() -> loop.callSoonThreadsafe(() -> trail.add("posted")));
            poster.start();
            poster.join();
            loop.callSoon(() -> trail.add("added later"));
            sleepMs(0);
        });
        trail.assertIs("posted", "added later");
    }

    @Test
    void stopClosesTheGateAtTheEndOfTheTurn() {
        loop.callSoon(() -> {
            loop.stop();
            loop.callSoon(() -> trail.add("next turn"));
        });
        loop.callSoon(() -> trail.add("same turn"));
        loop.runForever();
        assertThat(loop.isRunning()).isFalse();
        trail.assertIs("same turn");
        run(() -> trail.add("main"));
        trail.assertIs("same turn", "next turn", "main");
    }

    @Test
    void stopBeforeTheRunLetsOneTurnPass() {
        loop.callSoon(() -> {
            trail.add("one");
            loop.callSoon(() -> trail.add("two"));
        });
        loop.stop();
        loop.runForever();
        trail.assertIs("one");
    }

    @Test
    void stopInsideRunUntilCompleteIsAnError() {
        Task<Integer> main = loop.createTask(() -> {
            sleepMs(1000);
            return 7;
        });
        loop.callLater(0.5, loop::stop);
        assertThatThrownBy(() -> loop.runUntilComplete(main))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Event loop stopped before Future completed.");
        assertThat(main.done()).isFalse();
        assertThat(loop.runUntilComplete(main)).isEqualTo(7);
    }

    @Test
    void runUntilCompleteOfADoneTaskGivesItsResult() {
        Task<Integer> task = loop.createTask(() -> 7);
        assertThat(loop.runUntilComplete(task)).isEqualTo(7);
        assertThat(loop.runUntilComplete(task)).isEqualTo(7);
    }

    @Test
    void leftoversOfOneRunGoOnInTheNext() {
        run(() -> createTask(() -> {
            sleepMs(1000);
            trail.add("left over");
        }));
        trail.assertIs();
        assertThat(loop.allTasks()).hasSize(1);
        run(() -> sleepMs(2000));
        trail.assertIs("left over");
        assertThat(loop.allTasks()).isEmpty();
    }

    @Test
    void aFailedMainLeavesUnwrappedAndIsNotReported() {
        Exception failure = new Exception("main");
        assertThatThrownBy(() -> loop.runUntilComplete((VoidCoroutine) () -> {
                    throw failure;
                }))
                .isSameAs(failure);
        run(LoopTestBase::settle);
    }

    @Test
    void aLoopRunsOnceAtATime() {
        run(() -> {
            assertThatThrownBy(loop::runForever)
                    .hasMessage("This event loop is already running: give it work by createTask(...)");
            assertThatThrownBy(loop::start)
                    .hasMessage("This event loop is already running: give it work by createTask(...)");
            assertThatThrownBy(() -> Asyncio.run(() -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Asyncio.run() cannot be called from a running event loop: await the body instead");
            try (Loop other = realTimeLoop()) {
                assertThatThrownBy(other::runForever)
                        .hasMessageStartingWith("Cannot run the event loop while another loop is running");
            }
        });
    }

    @Test
    void aStartedLoopRunsUntilItIsClosed() throws Exception {
        loop.start();
        assertThat(loop.isRunning()).isTrue();
        assertThat(loop.createTask(() -> 1).toCompletableFuture().get()).isEqualTo(1);
        loop.close();
        assertThat(loop.isRunning()).isFalse();
        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void aStoppedLoopCanBeStartedAgain() throws Exception {
        for (int round = 0; round < 100; round++) {
            loop.start();
            assertThat(loop.createTask(() -> 1).toCompletableFuture().get()).isEqualTo(1);
            CompletableFuture<?> stopped = loop.stopped();
            assertThat(stopped).isNotDone();
            loop.callSoonThreadsafe(loop::stop);
            stopped.get();
            assertThat(loop.isRunning()).isFalse();
            assertThat(loop.stopped()).isDone();
        }
    }

    @Test
    void stopFromAnotherThreadWakesAnIdleLoop() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        loop.callSoon(running::countDown);
        Thread stopper = new Thread(() -> {
            try {
                running.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            loop.stop();
        });
        stopper.start();
        loop.runForever();
        stopper.join();
    }

    @Test
    void mainMayBeAFutureThatACallbackCompletes() {
        Future<String> future = loop.createFuture();
        loop.callLater(5, () -> future.setResult("done"));
        assertThat(loop.runUntilComplete(future)).isEqualTo("done");
    }

    @Test
    void aForeignFutureIsNoMain() {
        try (Loop other = realTimeLoop()) {
            Future<Object> foreign = other.createFuture();
            assertThatThrownBy(() -> loop.runUntilComplete(foreign))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("belongs to another event loop");
        }
    }

    @Test
    void theLoopLivesWhileMainIsPendingWithNothingQueued() throws Exception {
        Future<Integer> future = loop.createFuture();
        Thread setter = new Thread(() -> {
            while (!loop.isRunning()) {
                Thread.onSpinWait();
            }
            loop.callSoonThreadsafe(() -> future.setResult(1));
        });
        setter.start();
        assertThat(loop.runUntilComplete(future)).isEqualTo(1);
        setter.join();
    }

    @Test
    void toStringTellsStateAndTasks() {
        loop.createTask(() -> {});
        assertThat(loop.toString()).contains("stopped, tasks=1");
    }
}
