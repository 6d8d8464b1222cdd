package io.asyncio;

import static io.asyncio.Asyncio.asCompleted;
import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.gatherReturnExceptions;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class GatherTest extends LoopTestBase {
    private final IOException failure = new IOException("failed");

    @Test
    void resultsComeInTheOrderOfTheArguments() {
        run(() -> {
            assertThat(gather(after(30, "a"), after(10, "b"), createTask(after(20, "c"))))
                    .containsExactly("a", "b", "c");
            assertThat(loop.time()).isEqualTo(0.03);
            List<Coroutine<String>> bodies = List.of(after(2, "x"), after(1, "y"));
            assertThat(gather(bodies)).containsExactly("x", "y");
            List<Number> numbers = gather(() -> 1, () -> 2.5);
            assertThat(numbers).containsExactly(1, 2.5);
        });
    }

    @Test
    void nothingGivesAnEmptyListWithoutYielding() {
        run(() -> {
            createTask(() -> trail.add("other"));
            assertThat(gather()).isEmpty();
            assertThat(gatherReturnExceptions()).isEmpty();
            assertThat(gather(List.<Task<Integer>>of())).isEmpty();
        });
        trail.assertIs();
    }

    @Test
    void bodiesWithoutAValueCanBeGathered() {
        run(() -> {
            gather(() -> trail.add("one"), () -> trail.add("two"));
            gather(
                    () -> {
                        sleepMs(2);
                        trail.add("four");
                    },
                    () -> {
                        sleepMs(1);
                        trail.add("three");
                    });
        });
        trail.assertIs("one", "two", "three", "four");
    }

    @Test
    void theSameTaskTwiceADoneTaskAndOneAwaitedElsewhereAreFine() {
        run(() -> {
            Task<String> done = createTask(() -> "done");
            await(done);
            Task<String> shared = createTask(after(10, "shared"));
            createTask(() -> trail.add("elsewhere " + await(shared)));
            Future<String> future = loop.createFuture();
            loop.callLater(0.005, () -> future.setResult("future"));
            assertThat(gather(shared, done, shared, future)).containsExactly("shared", "done", "shared", "future");
        });
        trail.assertIs("elsewhere shared");
    }

    @Test
    void theFirstFailureIsRaisedAndTheOthersGoOn() {
        run(() -> {
            Task<?> sibling = createTask(() -> {
                sleepMs(20);
                trail.add("sibling went on");
            });
            assertThatThrownBy(() -> gather(sibling, failing(10))).isSameAs(failure);
            assertThat(loop.time()).isEqualTo(0.01);
            await(sibling);
        });
        trail.assertIs("sibling went on");
    }

    @Test
    void laterFailuresAreNotReported() {
        run(() -> {
            assertThatThrownBy(() -> gather(failing(10), failing(20), failing(10)))
                    .isSameAs(failure);
            sleepMs(100);
            settle();
        });
    }

    @Test
    void aFailureThatIsThereAlreadyIsRaisedWithoutWaiting() {
        run(() -> {
            Task<String> failed = createTask(failing(0));
            sleepMs(0);
            assertThatThrownBy(() -> gather(after(1000, "slow"), failed)).isSameAs(failure);
            assertThat(loop.time()).isZero();
        });
    }

    @Test
    void aCancelledChildIsAnErrorOfTheGatherAndNoCancelOfTheCaller() {
        run(() -> {
            Task<String> child = createTask(after(1000, "never"));
            loop.callLater(0.01, () -> child.cancel("child only"));
            assertThatThrownBy(() -> gather(child, after(20, "sibling")))
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("child only");
            assertThat(currentTask().cancelling()).isZero();
            sleepMs(0);
            trail.add("caller goes on");
        });
        trail.assertIs("caller goes on");
    }

    @Test
    void cancellingTheGatherCancelsAllAndWaitsForThem() {
        run(() -> {
            List<Task<?>> children = List.of(createTask(() -> slowToEnd(5)), createTask(() -> slowToEnd(10)));
            Task<?> gathering = createTask(() -> {
                try {
                    gather(children);
                } finally {
                    trail.add("gather at " + loop.time());
                }
            });
            sleepMs(1);
            gathering.cancel();
            sleepMs(100);
            assertThat(gathering.cancelled()).isTrue();
            assertThat(children).allMatch(Future::cancelled);
        });
        trail.assertIs("child at 0.006", "child at 0.011", "gather at 0.011");
    }

    @Test
    void aCancelledGatherRaisesEvenIfItsChildrenSwallowTheCancel() {
        run(() -> {
            Coroutine<String> swallowing = () -> {
                try {
                    sleepMs(1000);
                } catch (CancelledError ignored) {
                    trail.add("swallowed");
                }
                return "value";
            };
            Task<?> gathering = createTask(() -> gather(swallowing, swallowing));
            Task<?> collecting = createTask(() -> gatherReturnExceptions(swallowing, swallowing));
            sleepMs(1);
            gathering.cancel();
            collecting.cancel();
            settle();
            assertThat(gathering.cancelled()).isTrue();
            assertThat(collecting.cancelled()).isTrue();
        });
        trail.assertIs("swallowed", "swallowed", "swallowed", "swallowed");
    }

    @Test
    void failuresOfACancelledGatherAreSuppressedInItsError() {
        run(() -> {
            Task<?> gathering = createTask(() -> {
                try {
                    gather((Coroutine<String>) () -> {
                        try {
                            sleepMs(1000);
                            return "never";
                        } catch (CancelledError e) {
                            throw failure;
                        }
                    });
                } catch (CancelledError e) {
                    assertThat(e).hasSuppressedException(failure);
                    trail.add("suppressed");
                }
            });
            sleepMs(1);
            gathering.cancel();
            await(gathering);
            settle();
        });
        trail.assertIs("suppressed");
    }

    @Test
    void aCancelInTheTurnAfterTheFirstFailureIsRaisedAndReportsNoFailure() {
        run(() -> {
            Task<?> sibling = createTask(() -> {
                sleepMs(20);
                throw new IOException("later");
            });
            Future<Integer> failing = loop.createFuture();
            Task<?> gathering = createTask(() -> gather(sibling, failing));
            sleepMs(10);
            failing.setException(failure);
            gathering.cancel("just too late");
            assertThatThrownBy(() -> await(gathering))
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("just too late")
                    .hasSuppressedException(failure);
            assertThat(sibling.done()).as("goes on").isFalse();
            sleepMs(100);
            assertThat(sibling.done()).isTrue();
        });
    }

    @Test
    void aCancelInTheTurnAfterTheLastOutcomeIsRaisedAndReportsNoFailure() {
        run(() -> {
            Future<Void> end = loop.createFuture();
            Task<?> gathering = createTask(() -> gatherReturnExceptions(createTask(failing(10)), end));
            sleepMs(20);
            end.setResult(null);
            gathering.cancel();
            assertThatThrownBy(() -> await(gathering))
                    .isInstanceOf(CancelledError.class)
                    .hasSuppressedException(failure);
            settle();
        });
    }

    /** As in CPython. */
    @Test
    void theErrorHasTheMessageThatTheChildrenHaveRaised() {
        run(() -> {
            Task<?> gathering = createTask(() -> gather(() -> {
                try {
                    sleepMs(1000);
                } finally {
                    sleepMs(1000);
                }
            }));
            settle();
            gathering.cancel("a");
            sleepMs(0);
            gathering.cancel("b");
            gathering.cancel("c");
            settle();
            assertThatThrownBy(gathering::result).hasMessage("b");
        });
    }

    @Test
    void failuresOfNestedGathersAreSuppressedInTheOuterError() {
        run(() -> {
            Coroutine<String> failingInCleanUp = () -> {
                try {
                    sleepMs(1000);
                    return "never";
                } catch (CancelledError e) {
                    throw failure;
                }
            };
            Task<?> inner = createTask(() -> gather(failingInCleanUp));
            Task<?> gathering = createTask(() -> gather(inner, createTask(() -> sleepMs(1000)), inner));
            settle();
            gathering.cancel();
            assertThatThrownBy(() -> await(gathering))
                    .isInstanceOf(CancelledError.class)
                    .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(failure));
            settle();
        });
    }

    @Test
    void suppressedFailuresCrossTheBorderToOtherLibraries() {
        run(() -> {
            Task<?> gathering = createTask(() -> gather((Coroutine<String>) () -> {
                try {
                    sleepMs(1000);
                    return "never";
                } catch (CancelledError e) {
                    throw failure;
                }
            }));
            settle();
            gathering.cancel();
            assertThatThrownBy(() -> await(gathering)).hasSuppressedException(failure);
            assertThat(failureOf(gathering))
                    .isInstanceOf(CancellationException.class)
                    .hasSuppressedException(failure);
            assertThatThrownBy(() -> await(Asyncio.wrapFuture(gathering.toCompletableFuture())))
                    .isInstanceOf(CancelledError.class)
                    .hasSuppressedException(failure);
        });
    }

    @Test
    void nestedGathersAreCancelledToTheLeaves() {
        run(() -> {
            Task<?> gathering = createTask(() -> gather(
                    () -> {
                        gather(() -> slowToEnd(0), () -> slowToEnd(0));
                    },
                    () -> slowToEnd(0)));
            settle();
            gathering.cancel();
            settle();
            assertThat(gathering.cancelled()).isTrue();
            assertThat(loop.allTasks()).containsExactly(currentTask());
        });
        assertThat(trail.steps()).hasSize(3);
    }

    @Test
    void outcomesTellHowEachEnded() {
        run(() -> {
            Task<String> cancelled = createTask(after(1000, "never"));
            loop.callLater(0.01, cancelled::cancel);
            List<Outcome<String>> outcomes = gatherReturnExceptions(after(5, "ok"), failing(1), cancelled);
            assertThat(outcomes).hasSize(3);
            assertThat(outcomes.get(0)).isEqualTo(new Outcome.Success<>("ok"));
            assertThat(outcomes.get(0).get()).isEqualTo("ok");
            assertThat(outcomes.get(1)).isEqualTo(new Outcome.Failure<>(failure));
            assertThat(outcomes.get(1).isSuccess()).isFalse();
            assertThatThrownBy(outcomes.get(1)::get).isSameAs(failure);
            assertThat(((Outcome.Failure<String>) outcomes.get(2)).exception()).isInstanceOf(CancelledError.class);
            settle();
        });
    }

    /** Three children end in their own turns; the cancel comes in every turn around that. */
    @Test
    void aCancelInAnyTurnIsRaisedOnceOrComesTooLate() {
        for (int cancelTurn = 0; cancelTurn <= 10; cancelTurn++) {
            int at = cancelTurn;
            run(() -> {
                Task<?> gathering =
                        createTask(() -> gather(() -> yieldTimes(0), () -> yieldTimes(2), () -> yieldTimes(4)));
                yieldTimes(at);
                boolean accepted = gathering.cancel();
                settle();
                assertThat(gathering.cancelled()).as("cancel in turn %s", at).isEqualTo(accepted);
                assertThat(loop.allTasks()).as("cancel in turn %s", at).containsExactly(currentTask());
            });
        }
    }

    @Test
    void manyChildrenKeepTheirOrder() {
        run(() -> {
            List<Coroutine<Integer>> bodies = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                int n = i;
                bodies.add(() -> {
                    sleepMs(n * 7919L % 100);
                    return n;
                });
            }
            assertThat(gather(bodies)).isSorted().hasSize(500);
        });
    }

    @Test
    void aTaskCannotGatherItselfNorNull() {
        run(() -> {
            assertThatThrownBy(() -> gather(currentTask())).hasMessageContaining("cannot await itself");
            VoidCoroutine beside = () -> trail.add("never");
            assertThatThrownBy(() -> gather(beside, currentTask())).hasMessageContaining("cannot await itself");
            assertThatThrownBy(() -> gather((Awaitable<Integer>) null)).isInstanceOf(NullPointerException.class);
            settle();
        });
        trail.assertIs();
    }

    /** As of Guava's Lists.transform: each time that it is iterated over, it makes its elements anew. */
    @Test
    void aCollectionThatMakesItsTasksIsIteratedOverOnce() {
        List<Integer> numbers = List.of(1, 2);
        Collection<Task<Integer>> making = new AbstractList<>() {
            @Override
            public Task<Integer> get(int index) {
                trail.add("made " + numbers.get(index));
                return createTask(() -> numbers.get(index));
            }

            @Override
            public int size() {
                return numbers.size();
            }
        };
        run(() -> {
            assertThat(gather(making)).isEqualTo(numbers);
            assertThat(gatherReturnExceptions(making)).hasSize(2);
            assertThat(waitUntil(ReturnWhen.ALL_COMPLETED, making).done()).hasSize(2);
            asCompleted(making).forEach(done -> assertThat(done.done()).isTrue());
        });
        trail.assertIs("made 1", "made 2", "made 1", "made 2", "made 1", "made 2", "made 1", "made 2");
    }

    private void slowToEnd(long millis) {
        try {
            sleepMs(1_000_000);
        } finally {
            sleepMs(millis);
            trail.add("child at " + loop.time());
        }
    }

    private static Coroutine<String> after(long millis, String result) {
        return () -> {
            sleepMs(millis);
            return result;
        };
    }

    private Coroutine<String> failing(long afterMillis) {
        return () -> {
            if (afterMillis > 0) {
                sleepMs(afterMillis);
            }
            throw failure;
        };
    }
}
