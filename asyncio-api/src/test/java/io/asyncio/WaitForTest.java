package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.shield;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.waitFor;
import static io.asyncio.Asyncio.waitForMs;
import static io.asyncio.Asyncio.wrapFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class WaitForTest extends LoopTestBase {
    @Test
    void aResultInTimeIsReturnedAndTheTimerIsGone() {
        run(() -> {
            assertThat(waitForMs(slow(10), 20)).isEqualTo(7);
            assertThat(waitFor(slow(10), 20)).isEqualTo(7);
            assertThat(waitFor(createTask(slow(10)), Duration.ofSeconds(20))).isEqualTo(7);
            assertThat(loop.core.timers.size()).isZero();
        });
    }

    @Test
    void noTimeoutWaitsAsLongAsItTakes() {
        run(() -> {
            assertThat(waitFor(slow(1_000_000), (Duration) null)).isEqualTo(7);
            assertThat(waitFor(slow(1_000_000), Double.POSITIVE_INFINITY)).isEqualTo(7);
            assertThat(waitFor(slow(1_000_000), Duration.ofSeconds(Long.MAX_VALUE)))
                    .isEqualTo(7);
            assertThat(waitForMs(slow(1_000_000), Long.MAX_VALUE)).isEqualTo(7);
        });
    }

    @Test
    void aCancelIsRaisedThoughTheInnerSwallowsItWithoutATimeoutToo() {
        run(() -> {
            List<Task<?>> waiting = List.of(
                    createTask(() -> waitFor(swallowing(), (Duration) null)),
                    createTask(() -> waitFor(swallowing(), Duration.ofSeconds(Long.MAX_VALUE))),
                    createTask(() -> waitFor(swallowing(), Double.POSITIVE_INFINITY)));
            sleepMs(1);
            assertThat(loop.allTasks()).as("each inner is a task").hasSize(7);
            waiting.forEach(task -> task.cancel("from outside"));
            settle();
            assertThat(waiting).allSatisfy(task -> assertThatThrownBy(task::result)
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("from outside"));
        });
    }

    /** They end while they are cancelled: before the task that waits is suspended. */
    @Test
    void whatEndsAtOnceWhenCancelledTimesOutWithoutTime() {
        run(() -> {
            for (double timeout : new double[] {0, -1, Double.NEGATIVE_INFINITY}) {
                CompletableFuture<Integer> stage = new CompletableFuture<>();
                Future<Integer> future = loop.createFuture();
                Task<Integer> shielded = createTask(slow(1));
                for (Future<Integer> endsAtOnce : List.of(future, shield(shielded), wrapFuture(stage))) {
                    assertThatThrownBy(() -> waitFor(endsAtOnce, timeout))
                            .isInstanceOf(TimeoutException.class)
                            .hasMessageStartingWith("Timed out after 0.0 s waiting for Future[");
                    assertThat(endsAtOnce.cancelled()).isTrue();
                }
                settle();
                assertThat(stage).isCancelled();
                assertThat(await(shielded)).isEqualTo(7);
            }
        });
    }

    @Test
    void aCancelInTheTurnInWhichTheInnerFailsKeepsTheFailure() {
        IOException failure = new IOException("just before");
        run(() -> {
            Future<Integer> inner = loop.createFuture();
            Task<?> waiting = createTask(() -> waitForMs(inner, 1000));
            sleepMs(1);
            inner.setException(failure);
            waiting.cancel();
            assertThatThrownBy(() -> await(waiting))
                    .isInstanceOf(CancelledError.class)
                    .hasSuppressedException(failure);
        });
    }

    @Test
    void whatTheInnerHasSuppressedInItsCancelIsSuppressedInTheTimeout() {
        IOException failure = new IOException("clean-up");
        run(() -> assertThatThrownBy(() -> waitForMs(
                        () -> {
                            Asyncio.gather((Coroutine<Integer>) () -> {
                                try {
                                    sleepMs(1000);
                                    return 1;
                                } catch (CancelledError e) {
                                    throw failure;
                                }
                            });
                        },
                        10))
                .isInstanceOf(TimeoutException.class)
                .hasSuppressedException(failure));
    }

    @Test
    void atTheTimeoutTheInnerIsCancelledAndItsCleanUpAwaited() {
        run(() -> {
            assertThatThrownBy(() -> waitForMs(
                            () -> {
                                try {
                                    sleepMs(1000);
                                } finally {
                                    trail.add("clean-up begins");
                                    sleepMs(50);
                                    trail.add("clean-up ends");
                                }
                            },
                            100))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageStartingWith("Timed out after 0.1 s waiting for Task[");
            assertThat(loop.time()).isEqualTo(0.15);
        });
        trail.assertIs("clean-up begins", "clean-up ends");
    }

    @Test
    void aSwallowedCancelIsATimeoutAllTheSame() {
        run(() -> assertThatThrownBy(() -> waitForMs(swallowing(), 10)).isInstanceOf(TimeoutException.class));
    }

    @Test
    void whatTheInnerThrowsInCleanUpIsSuppressed() {
        IOException failure = new IOException("clean-up");
        run(() -> {
            assertThatThrownBy(() -> waitForMs(
                            (Coroutine<Integer>) () -> {
                                try {
                                    sleepMs(1000);
                                    return 1;
                                } catch (CancelledError e) {
                                    throw failure;
                                }
                            },
                            10))
                    .isInstanceOf(TimeoutException.class)
                    .hasSuppressedException(failure);
            settle();
        });
    }

    @Test
    void aDoneAwaitableReturnsEvenWithoutTime() {
        run(() -> {
            Task<Integer> done = createTask(() -> 7);
            await(done);
            assertThat(waitForMs(done, 0)).isEqualTo(7);
            assertThat(waitFor(done, -1)).isEqualTo(7);
        });
    }

    @Test
    void withoutTimeABodyNeverStarts() {
        run(() -> {
            for (double timeout : new double[] {0, -1}) {
                assertThatThrownBy(() -> waitFor(() -> trail.add("body"), timeout))
                        .isInstanceOf(TimeoutException.class);
            }
        });
        trail.assertIs();
    }

    @Test
    void aFailureInTimeIsRaisedAsItIs() {
        IOException failure = new IOException("in time");
        run(() -> assertThatThrownBy(() -> waitForMs(
                        (Coroutine<Integer>) () -> {
                            throw failure;
                        },
                        10))
                .isSameAs(failure));
    }

    @Test
    void aSharedTaskIsCancelledForAll() {
        run(() -> {
            Task<Integer> shared = createTask(slow(1000));
            Task<?> other = createTask(() -> await(shared));
            assertThatThrownBy(() -> waitForMs(shared, 10)).isInstanceOf(TimeoutException.class);
            settle();
            assertThat(other.cancelled()).isTrue();
        });
    }

    @Test
    void theInnermostOfNestedTimeoutsWins() {
        run(() -> {
            assertThatThrownBy(() -> waitForMs(
                            () -> {
                                assertThatThrownBy(() -> waitForMs(slow(1000), 10))
                                        .isInstanceOf(TimeoutException.class);
                                trail.add("inner at " + loop.time());
                                sleepMs(1000);
                            },
                            20))
                    .isInstanceOf(TimeoutException.class);
            trail.add("outer at " + loop.time());
        });
        trail.assertIs("inner at 0.01", "outer at 0.02");
    }

    @Test
    void aCancelFromOutsideReachesTheInnerFirst() {
        run(() -> {
            Task<?> waiting = createTask(() -> {
                try {
                    waitForMs(
                            () -> {
                                try {
                                    sleepMs(1000);
                                } finally {
                                    trail.add("inner");
                                    sleepMs(5);
                                }
                            },
                            100);
                } finally {
                    trail.add("outer at " + loop.time());
                }
            });
            sleepMs(10);
            waiting.cancel();
            sleepMs(100);
            assertThat(waiting.cancelled()).isTrue();
        });
        trail.assertIs("inner", "outer at 0.015");
    }

    @Test
    void aCancelFromOutsideIsRaisedEvenIfTheInnerSwallowsIt() {
        run(() -> {
            Task<?> waiting = createTask(() -> waitForMs(swallowing(), 100));
            sleepMs(10);
            waiting.cancel();
            settle();
            assertThat(waiting.cancelled()).isTrue();
        });
    }

    @Test
    void aCancelFromOutsideWhileTimingOutIsNotLost() {
        run(() -> {
            Task<?> waiting = createTask(() -> waitForMs(
                    () -> {
                        try {
                            sleepMs(1000);
                        } finally {
                            sleepMs(50);
                        }
                    },
                    10));
            sleepMs(20);
            waiting.cancel("while timing out");
            settle();
            assertThat(waiting.cancelled()).isTrue();
        });
    }

    /** The inner ends in a turn of its own choice; the cancel comes in every turn around that. */
    @Test
    void aCancelInAnyTurnIsRaisedOnceOrComesTooLate() {
        for (int innerTurns = 0; innerTurns <= 4; innerTurns++) {
            for (int cancelTurn = 0; cancelTurn <= 10; cancelTurn++) {
                int turns = innerTurns;
                int at = cancelTurn;
                int[] errors = new int[1];
                run(() -> {
                    Task<Integer> waiting = createTask(() -> {
                        try {
                            return waitForMs(() -> yieldTimes(turns), 1000);
                        } catch (CancelledError e) {
                            errors[0]++;
                            sleepMs(0); // a second error would be raised here
                            throw e;
                        }
                    });
                    yieldTimes(at);
                    boolean accepted = waiting.cancel();
                    settle();
                    String round = "inner " + turns + ", cancel " + at;
                    assertThat(waiting.done()).as(round).isTrue();
                    assertThat(waiting.cancelled()).as(round).isEqualTo(accepted);
                    assertThat(errors[0]).as(round).isEqualTo(accepted && at > 0 ? 1 : 0);
                });
            }
        }
    }

    /** As above, around the turn of the timeout. */
    @Test
    void aCancelInAnyTurnAroundTheTimeoutIsNotLost() {
        for (int cancelTurn = 0; cancelTurn <= 10; cancelTurn++) {
            int at = cancelTurn;
            run(() -> {
                Task<?> waiting = createTask(() -> waitForMs(
                        () -> {
                            try {
                                sleepMs(1000);
                            } finally {
                                yieldTimes(2);
                            }
                        },
                        10));
                waiting.addDoneCallback(done -> trail.add(done.cancelled() ? "cancelled" : done.exception()));
                sleepMs(10);
                yieldTimes(at);
                boolean accepted = waiting.cancel();
                settle();
                assertThat(waiting.cancelled())
                        .as("cancel %s turns after the timeout", at)
                        .isEqualTo(accepted);
                if (!accepted) {
                    assertThat(waiting.exception()).isInstanceOf(TimeoutException.class);
                }
            });
        }
    }

    @Test
    void aTaskCannotWaitForItself() {
        run(() -> assertThatThrownBy(() -> waitForMs(currentTask(), 10))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot await itself"));
    }

    @Test
    void badTimesAreRefused() {
        run(() -> assertThatThrownBy(() -> waitFor(slow(1), Double.NaN)).isInstanceOf(IllegalArgumentException.class));
    }

    private static Coroutine<Integer> slow(long millis) {
        return () -> {
            sleepMs(millis);
            return 7;
        };
    }

    private static Coroutine<Integer> swallowing() {
        return () -> {
            try {
                sleepMs(1000);
            } catch (CancelledError ignored) {
                // returns a value although cancelled
            }
            return 7;
        };
    }
}
