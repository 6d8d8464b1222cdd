package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.timeout;
import static io.asyncio.Asyncio.timeoutAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class TimeoutTest extends LoopTestBase {
    @Test
    void aBlockThatIsInTimeGivesItsResult() {
        run(() -> {
            String result = timeout(Duration.ofMillis(20), () -> {
                sleepMs(10);
                return "value";
            });
            assertThat(result).isEqualTo("value");
            timeout(1.0, () -> sleepMs(10));
            timeout(Double.POSITIVE_INFINITY, () -> sleepMs(10));
            timeout((Duration) null, () -> sleepMs(10));
            assertThat(timeoutAt(loop.time() + 1, () -> 1)).isEqualTo(1);
            assertThat(loop.time()).isEqualTo(0.04);
            assertThat(loop.core.timers.size()).isZero();
        });
    }

    @Test
    void atTheDeadlineTheBlockIsCancelledWhereItStands() {
        run(() -> {
            assertThatThrownBy(() -> timeout(Duration.ofMillis(10), () -> {
                        try {
                            sleepMs(1000);
                        } finally {
                            trail.add("clean-up at " + loop.time());
                        }
                    }))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("Timed out after 0.01 s")
                    .hasCauseInstanceOf(CancelledError.class);
            assertThat(currentTask().cancelling()).isZero();
            sleepMs(1);
            trail.add("goes on");
        });
        trail.assertIs("clean-up at 0.01", "goes on");
    }

    @Test
    void itReachesATaskThatTheBlockAwaits() {
        run(() -> {
            Task<?> awaited = createTask(() -> sleepMs(1000));
            assertThatThrownBy(() -> timeoutAt(0.01, () -> await(awaited))).isInstanceOf(TimeoutException.class);
            assertThat(awaited.cancelled()).isTrue();
        });
    }

    @Test
    void aDeadlineInThePastEndsTheBlockAtItsFirstSuspension() {
        run(() -> {
            assertThatThrownBy(() -> timeout(Duration.ofMillis(-1), () -> {
                        trail.add("began");
                        sleepMs(1);
                    }))
                    .isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> timeoutAt(-1, () -> sleepMs(1))).isInstanceOf(TimeoutException.class);
            assertThat(timeout(0, () -> "never suspends")).isEqualTo("never suspends");
            sleepMs(1);
        });
        trail.assertIs("began");
    }

    /** A turn runs what is ready before the timers that are due; a deadline that has passed must not wait for them. */
    @Test
    void aDeadlineInThePastEndsTheBlockAlsoWhereItOnlyYields() {
        run(() -> {
            sleepMs(20);
            List<Timeout> passed = List.of(
                    Timeout.after(Duration.ZERO),
                    Timeout.after(Duration.ofMillis(-1)),
                    Timeout.at(loop.time()),
                    Timeout.at(0),
                    Timeout.at(-1),
                    Timeout.at(Double.NEGATIVE_INFINITY));
            for (Timeout timeout : passed) {
                assertThatThrownBy(() -> timeout.run(() -> {
                            sleepMs(0);
                            trail.add("unreached");
                        }))
                        .isInstanceOf(TimeoutException.class)
                        .hasMessage("Timed out after 0.0 s");
            }
            Timeout moved = Timeout.after(null);
            assertThatThrownBy(() -> moved.run(() -> {
                        sleepMs(0);
                        moved.reschedule(0);
                        trail.add("still there");
                        sleepMs(0);
                        trail.add("unreached");
                    }))
                    .isInstanceOf(TimeoutException.class);
            assertThat(currentTask().cancelling()).isZero();
            settle();
        });
        trail.assertIs("still there");
    }

    @Test
    void aBlockThatNeverSuspendsIsNotLate() {
        run(() -> {
            Timeout timeout = Timeout.after(Duration.ZERO);
            assertThat(timeout.run(() -> "value")).isEqualTo("value");
            assertThat(timeout.expired()).isFalse();
            settle();
        });
    }

    /** As in CPython, which queues the expiry. */
    @Test
    void whatIsReadyBeforeADeadlineInThePastIsSetStillRunsBeforeIt() {
        run(() -> {
            Task<?> awaited = createTask(() -> {
                trail.add("began");
                sleepMs(1000);
            });
            assertThatThrownBy(() -> timeout(0, () -> await(awaited))).isInstanceOf(TimeoutException.class);
            assertThat(awaited.cancelled()).isTrue();
        });
        trail.assertIs("began");
    }

    /** In real time, as a virtual clock stands still while a block computes. */
    @Test
    void aDeadlineThatPassesWhileTheBlockComputesEndsItWhereItSuspends() throws TimeoutException {
        try (Loop realTime = realTimeLoop()) {
            realTime.runUntilComplete(() -> {
                assertThatThrownBy(() -> timeout(0.001, () -> {
                            computeUntil(realTime.time() + 0.002);
                            sleepMs(0);
                            trail.add("unreached");
                        }))
                        .isInstanceOf(TimeoutException.class)
                        .hasMessage("Timed out after 0.001 s");
                Event begin = new Event();
                Event event = new Event();
                createTask(
                        () -> { // wakes the block in the turn in which it parks, ahead of the timer
                            begin.set();
                            sleepMs(0);
                            event.set();
                        });
                begin.await();
                assertThatThrownBy(() -> timeout(
                                1,
                                () -> timeout(0.001, () -> {
                                    computeUntil(realTime.time() + 0.002);
                                    event.await();
                                    trail.add("unreached");
                                })))
                        .isInstanceOf(TimeoutException.class);
                assertThat(timeout(0.001, () -> {
                            computeUntil(realTime.time() + 0.002);
                            return "without a suspension";
                        }))
                        .isEqualTo("without a suspension");
                assertThat(currentTask().cancelling()).isZero();
                sleepMs(0);
            });
        }
        trail.assertIs();
    }

    private static void computeUntil(double time) {
        while (Asyncio.getRunningLoop().time() < time) {
            Thread.onSpinWait();
        }
    }

    @Test
    void theErrorSaysAfterHowLong() {
        run(() -> {
            sleepMs(1000);
            Timeout timeout = Timeout.after(Duration.ofMillis(10));
            assertThatThrownBy(() -> timeout.run(() -> {
                        sleepMs(5);
                        timeout.rescheduleAfter(Duration.ofMillis(20));
                        sleepMs(1000);
                    }))
                    .hasMessage("Timed out after 0.025 s");
            assertThatThrownBy(() -> timeoutAt(2, () -> sleepMs(10_000))).hasMessage("Timed out after 0.975 s");
            assertThatThrownBy(() -> timeoutAt(1, () -> sleepMs(1000))).hasMessage("Timed out after 0.0 s");
        });
    }

    @Test
    void aCancelFromElsewhereStaysOne() {
        run(() -> {
            Task<?> task = createTask(() -> {
                Timeout timeout = Timeout.after(Duration.ofMillis(10));
                try {
                    timeout.run(() -> sleepMs(1000));
                } finally {
                    trail.add("expired " + timeout.expired());
                }
            });
            sleepMs(5);
            task.cancel("from outside");
            assertThatThrownBy(() -> await(task)).hasMessage("from outside");
        });
        trail.assertIs("expired false");
    }

    @Test
    void aCancelInTheTurnOfTheDeadlineWins() {
        run(() -> {
            Task<?> task = createTask(() -> timeout(Duration.ofMillis(10), () -> sleepMs(1000)));
            loop.callLater(0.01, () -> task.cancel());
            settle();
            sleepMs(20);
            assertThat(task.cancelled()).isTrue();
        });
    }

    /** Also if the deadline passes before that cancel is raised, in which case both are raised as one error. */
    @Test
    void aCancelThatWasAskedForBeforeTheBlockStaysOne() throws TimeoutException {
        try (Loop realTime = realTimeLoop()) {
            realTime.runUntilComplete(() -> {
                for (double limit : new double[] {0, 0.001, 1000}) {
                    Task<?> task = createTask(() -> {
                        currentTask().cancel();
                        timeout(limit, () -> {
                            computeUntil(realTime.time() + 0.002);
                            sleepMs(1_000_000);
                        });
                    });
                    assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
                }
            });
        }
    }

    @Test
    void timeoutsNestAndTheOuterOneIsToldApart() {
        run(() -> {
            assertThatThrownBy(() -> timeout(Duration.ofMillis(10), () -> {
                        timeout(Duration.ofMillis(20), () -> sleepMs(1000));
                        trail.add("never");
                    }))
                    .hasMessage("Timed out after 0.01 s");
            timeout(Duration.ofMillis(20), () -> {
                assertThatThrownBy(() -> timeout(Duration.ofMillis(10), () -> sleepMs(1000)))
                        .isInstanceOf(TimeoutException.class);
                trail.add("outer goes on");
            });
            assertThatThrownBy(() -> timeoutAt(0.1, () -> {
                        timeoutAt(0.1, () -> sleepMs(1000));
                        trail.add("never");
                    }))
                    .isInstanceOf(TimeoutException.class);
            assertThat(currentTask().cancelling()).isZero();
        });
        trail.assertIs("outer goes on");
    }

    @Test
    void aBlockThatSwallowsTheCancelIsTakenAtItsWord() {
        run(() -> {
            Timeout timeout = Timeout.after(Duration.ofMillis(10));
            String result = timeout.run(() -> {
                try {
                    sleepMs(1000);
                    return "not cancelled";
                } catch (CancelledError e) {
                    return "swallowed";
                }
            });
            assertThat(result).isEqualTo("swallowed");
            assertThat(timeout.expired()).isTrue();
            assertThat(currentTask().cancelling()).isZero();
            sleepMs(1);
        });
    }

    @Test
    void anotherExceptionOfTheBlockIsRaisedAsItIs() {
        run(() -> {
            IOException failure = new IOException("of the block");
            assertThatThrownBy(() -> timeout(Duration.ofMillis(10), () -> {
                        try {
                            sleepMs(1000);
                        } catch (CancelledError e) {
                            throw failure;
                        }
                    }))
                    .isSameAs(failure);
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    @Test
    void theDeadlineCanBeMoved() {
        run(() -> {
            Timeout timeout = Timeout.at(0.01);
            assertThat(timeout).hasToString("Timeout[created, when=0.01]");
            timeout.run(() -> {
                sleepMs(5);
                timeout.reschedule(0.03);
                sleepMs(20);
                timeout.rescheduleAfter(Duration.ofMillis(20));
                assertThat(timeout.when()).isEqualTo(0.045);
                sleepMs(15);
                timeout.rescheduleAfter(null);
                assertThat(timeout.when()).isInfinite();
                sleepMs(1000);
            });
            assertThat(timeout.expired()).isFalse();
            assertThat(timeout).hasToString("Timeout[finished, when=Infinity]");
            assertThatThrownBy(() -> timeout.reschedule(99))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Cannot move the deadline of a timeout that is finished");
        });
    }

    @Test
    void aDeadlineMovedIntoThePastEndsTheBlock() {
        run(() -> {
            Timeout timeout = Timeout.after(null);
            timeout.reschedule(5);
            assertThatThrownBy(() -> timeout.run(() -> {
                        timeout.reschedule(0);
                        sleepMs(1000);
                    }))
                    .isInstanceOf(TimeoutException.class);
            assertThat(timeout).hasToString("Timeout[expired, when=0.0]");
            assertThat(loop.time()).isZero();
        });
    }

    @Test
    void itServesOnceAndOnItsLoop() {
        run(() -> {
            Timeout timeout = Timeout.after(Duration.ofSeconds(1));
            timeout.run(() -> {});
            assertThatThrownBy(() -> timeout.run(() -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("This Timeout has run a block already: make one for each block");
        });
        Timeout ofThisLoop = loop.runUntilComplete(() -> Timeout.after(null));
        try (Loop other = realTimeLoop()) {
            assertThatThrownBy(() -> other.runUntilComplete(() -> ofThisLoop.run(() -> {})))
                    .hasMessage("This Timeout belongs to another event loop: make it where it runs");
        }
        assertThatThrownBy(() -> timeout(1, () -> {})).isInstanceOf(NoRunningLoopException.class);
    }

    /** A block of a few turns; the deadline comes in every turn around its end. */
    @Test
    void aDeadlineInAnyTurnIsEitherRaisedOrTooLate() {
        for (int turns = 0; turns <= 10; turns++) {
            int deadline = turns;
            run(() -> {
                Timeout timeout = Timeout.after(null);
                Task<?> ticker = createTask(() -> {
                    yieldTimes(deadline);
                    if (!timeout.toString().contains("finished")) {
                        timeout.reschedule(0);
                    }
                });
                boolean raised = false;
                try {
                    timeout.run(() -> yieldTimes(5));
                } catch (TimeoutException e) {
                    raised = true;
                }
                assertThat(raised).as("deadline in turn %s", deadline).isEqualTo(timeout.expired());
                assertThat(currentTask().cancelling()).isZero();
                await(ticker);
                settle();
            });
        }
    }
}
