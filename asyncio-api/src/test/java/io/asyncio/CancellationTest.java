package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.taskGroup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.fiber.FiberKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CancellationTest extends LoopTestBase {
    @Test
    void aTaskThatNeverStartedNeverRuns() {
        run(() -> {
            Task<?> task = createTask(() -> {
                try {
                    trail.add("body");
                } finally {
                    trail.add("finally");
                }
            });
            assertThat(task.cancel("too early")).isTrue();
            assertThat(task.done()).as("done in its turn").isFalse();
            sleepMs(0);
            assertThat(task.cancelled()).isTrue();
            assertThat(task.cancel()).isFalse();
            assertThatThrownBy(() -> await(task))
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("too early");
        });
        trail.assertIs();
    }

    @Test
    void aReadyTaskKeepsItsPlaceAndItsWakeBecomesTheError() {
        run(() -> {
            Event event = new Event();
            Task<?> first = createTask(() -> recordEnd("first", event::await));
            createTask(() -> recordEnd("second", event::await));
            sleepMs(0);
            event.set();
            first.cancel();
            sleepMs(0);
        });
        trail.assertIs("first cancelled", "second returned");
    }

    @Test
    void aParkedTaskIsUnlinkedAndGoesToTheTail() {
        run(() -> {
            Event event = new Event();
            Task<?> onEvent = createTask(() -> recordEnd("on event", event::await));
            Task<?> onTimer = createTask(() -> recordEnd("on timer", () -> sleepMs(1000)));
            sleepMs(0);
            createTask(() -> trail.add("ready before"));
            onTimer.cancel();
            onEvent.cancel();
            assertThat(event).hasToString("Event[unset, waiters=0]");
            assertThat(loop.core.timers.size()).isZero();
            sleepMs(0);
        });
        trail.assertIs("ready before", "on timer cancelled", "on event cancelled");
    }

    @Test
    void aCancelGoesToTheInnermostTaskOfAChain() {
        run(() -> {
            Task<?> inner = createTask(() -> recordEnd("inner", () -> sleepMs(1000)));
            Task<?> middle = createTask(() -> recordEnd("middle", () -> await(inner)));
            Task<?> outer = createTask(() -> recordEnd("outer", () -> await(middle)));
            sleepMs(0);
            outer.cancel("from the top");
            settle();
            assertThat(List.of(inner, middle, outer)).allMatch(Future::cancelled);
            assertThatThrownBy(inner::result).hasMessage("from the top");
        });
        trail.assertIs("inner cancelled", "middle cancelled", "outer cancelled");
    }

    @Test
    void ifTheInnermostIsJustDoneTheErrorIsRaisedHereAndItsResultStays() {
        run(() -> {
            Future<Integer> gate = loop.createFuture();
            Task<Integer> inner = createTask(() -> await(gate));
            Task<?> outer = createTask(() -> recordEnd("outer", () -> await(inner)));
            sleepMs(0);
            gate.setResult(7);
            sleepMs(0);
            assertThat(inner.done()).isTrue();
            assertThat(outer.cancel()).isTrue();
            settle();
            assertThat(inner.result()).isEqualTo(7);
        });
        trail.assertIs("outer cancelled");
    }

    @Test
    void anInnerTaskMaySwallowTheCancelAndTheOuterGoesOn() {
        run(() -> {
            Task<Integer> inner = createTask(() -> {
                try {
                    sleepMs(1000);
                } catch (CancelledError e) {
                    trail.add("swallowed");
                }
                return 7;
            });
            Task<Integer> outer = createTask(() -> await(inner) + 1);
            sleepMs(0);
            outer.cancel();
            settle();
            assertThat(outer.result()).isEqualTo(8);
        });
        trail.assertIs("swallowed");
    }

    @Test
    void manyCancelsBeforeDeliveryAreOneErrorAndOneDuringCleanUpIsAnother() {
        run(() -> {
            Task<?> task = createTask(() -> {
                try {
                    sleepMs(1000);
                } catch (CancelledError e) {
                    trail.add("first " + e.getMessage());
                    recordEnd("clean-up", () -> sleepMs(1000));
                }
            });
            sleepMs(0);
            task.cancel("a");
            task.cancel("b");
            task.cancel("c");
            sleepMs(0);
            task.cancel("d");
            settle();
        });
        trail.assertIs("first a", "clean-up cancelled");
    }

    /** As in CPython: what a parked task waits for is cancelled by the first, and cannot be cancelled again. */
    @Test
    void ofSeveralCancelsAParkedTaskRaisesTheFirstAndAReadyOneTheLast() {
        run(() -> {
            Task<?> neverStarted = createTask(() -> {});
            Task<?> ready = createTask(() -> yieldTimes(100));
            Event event = new Event();
            List<Task<?>> parked = List.of(
                    createTask(() -> sleepMs(1000)),
                    createTask(event::await),
                    createTask(() -> await(createTask(() -> sleepMs(1000)))),
                    createTask(() -> await(Asyncio.shield(createTask(() -> sleepMs(1))))),
                    createTask(() -> Asyncio.waitUntil(ReturnWhen.ALL_COMPLETED, createTask(() -> sleepMs(1)))),
                    createTask(() -> Asyncio.waitFor(createTask(() -> sleepMs(1000)), 5)),
                    createTask(() -> Asyncio.gather(() -> sleepMs(1000), () -> sleepMs(1000))));
            neverStarted.cancel("a");
            neverStarted.cancel("b");
            sleepMs(0);
            sleepMs(0);
            for (String message : List.of("a", "b")) {
                ready.cancel(message);
                parked.forEach(task -> task.cancel(message));
            }
            settle();
            assertThatThrownBy(neverStarted::result).hasMessage("b");
            assertThatThrownBy(ready::result).hasMessage("b");
            assertThat(parked).allSatisfy(task -> assertThatThrownBy(task::result)
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("a"));
        });
    }

    @Test
    void aCancelInTheTurnInWhichAnEarlierOneComesBackIsTheSameError() {
        run(() -> {
            Task<?> inner = createTask(() -> recordEnd("inner", () -> sleepMs(1000)));
            Task<?> outer = createTask(() -> recordEnd("outer", () -> await(inner)));
            Task<?> limited = createTask(() -> Asyncio.waitFor(inner, 5));
            Task<?> gathering = createTask(() -> Asyncio.gather(inner));
            sleepMs(0);
            inner.cancel("a");
            sleepMs(0);
            assertThat(inner.cancelled()).isTrue();
            List<Task<?>> waiting = List.of(outer, limited, gathering);
            waiting.forEach(task -> task.cancel("b"));
            settle();
            assertThat(waiting).allSatisfy(task -> assertThatThrownBy(task::result)
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("a"));
        });
        trail.assertIs("inner cancelled", "outer cancelled");
    }

    @Test
    void aTaskMayIgnoreACancel() {
        run(() -> {
            Task<Integer> task = createTask(() -> {
                try {
                    sleepMs(1000);
                } catch (CancelledError ignored) {
                    // goes on
                }
                sleepMs(10);
                return 7;
            });
            sleepMs(0);
            task.cancel();
            assertThat(await(task)).isEqualTo(7);
            assertThat(task.cancelled()).isFalse();
        });
    }

    @Test
    void aSelfCancelIsRaisedAtTheNextSuspension() {
        run(() -> {
            Task<?> task = createTask(() -> {
                currentTask().cancel();
                trail.add("still running");
                Event set = new Event();
                set.set();
                set.await();
                trail.add("did not suspend");
                recordEnd("sleep", () -> sleepMs(0));
            });
            settle();
            assertThat(task.cancelled()).isTrue();
        });
        trail.assertIs("still running", "did not suspend", "sleep cancelled");
    }

    @Test
    void aSelfCancelThatNoSuspensionRaisesEndsTheTaskAsCancelled() {
        run(() -> {
            Task<?> task = createTask(() -> {
                currentTask().cancel("too early");
                currentTask().cancel("by itself");
                return 7;
            });
            settle();
            assertThatThrownBy(task::result).isInstanceOf(CancelledError.class).hasMessage("by itself");
        });
    }

    @Test
    void aSelfCancelWhileAwaitingIsPassedOn() {
        run(() -> {
            Task<?> inner = createTask(() -> recordEnd("inner", () -> sleepMs(1000)));
            sleepMs(0);
            Task<?> outer = createTask(() -> {
                currentTask().cancel();
                await(inner);
            });
            settle();
            assertThat(List.of(inner, outer)).allMatch(Future::cancelled);
        });
        trail.assertIs("inner cancelled");
    }

    @Test
    void catchExceptionDoesNotSwallowACancel() {
        run(() -> {
            Task<?> task = createTask(() -> {
                try {
                    sleepMs(1000);
                } catch (Exception e) {
                    trail.add("must not happen");
                }
            });
            sleepMs(0);
            task.cancel();
            settle();
            assertThat(task.cancelled()).isTrue();
        });
        trail.assertIs();
    }

    @Test
    void cancelRequestsAreCountedAndCanBeTakenBack() {
        run(() -> {
            Task<Integer> task = createTask(() -> {
                sleepMs(10);
                return 7;
            });
            assertThat(task.cancelling()).isZero();
            sleepMs(0);
            task.cancel();
            task.cancel();
            assertThat(task.cancelling()).isEqualTo(2);
            assertThat(task.uncancel()).isEqualTo(1);
            assertThat(task.uncancel()).isZero();
            assertThat(task.uncancel()).isZero();
        });
    }

    @Test
    void aCancelThatEndedAWaitIsRaisedThoughItIsTakenBack() {
        run(() -> {
            Lock lock = new Lock();
            lock.acquire();
            Task<?> waiter = createTask(lock::acquire);
            sleepMs(0);
            waiter.cancel();
            waiter.uncancel();
            assertThatThrownBy(() -> await(waiter)).isInstanceOf(CancelledError.class);
            assertThat(lock.locked()).isTrue();
            assertThat(waiter.cancelled()).isTrue();
        });
    }

    @Test
    void aCancelThatMeetsARunningTaskCanBeTakenBackUntilItSuspends() {
        run(() -> {
            Task<Integer> task = createTask(() -> {
                currentTask().cancel();
                currentTask().uncancel();
                sleepMs(1);
                return 7;
            });
            assertThat(await(task)).isEqualTo(7);
        });
    }

    @Test
    void aCancelOfARunningTaskIsCountedOnce() {
        run(() -> {
            Task<Integer> task = createTask(() -> {
                currentTask().cancel();
                try {
                    sleepMs(1);
                    return -1;
                } catch (CancelledError e) {
                    return currentTask().cancelling();
                }
            });
            assertThat(await(task)).isEqualTo(1);
        });
    }

    @Test
    void aTaskThatAwaitsTheOwnerOfItsGroupEndsWithTheGroup() {
        run(() -> {
            Task<?>[] circle = new Task<?>[2];
            circle[0] = createTask(() -> taskGroup(group -> {
                circle[1] = group.createTask(() -> await(circle[0]));
                sleepMs(1000);
            }));
            settle();
            circle[0].cancel();
            settle();
            assertThat(circle).allMatch(Future::cancelled);
        });
    }

    @Test
    void aTaskThatAwaitsTheOwnerOfItsGroupAgainIsCancelledAgain() {
        run(() -> {
            Task<?>[] circle = new Task<?>[2];
            circle[0] = createTask(() -> taskGroup(group -> {
                circle[1] = group.createTask(() -> {
                    try {
                        await(circle[0]);
                    } finally {
                        await(circle[0]);
                    }
                });
            }));
            settle();
            circle[0].cancel();
            settle();
            assertThat(circle).noneMatch(Future::done);
            circle[1].cancel();
            settle();
            assertThat(circle).allMatch(Future::cancelled);
        });
    }

    /** A group waits for its tasks whatever is raised: the one that awaits it has to give up. */
    @Test
    void aCircleOverGroupsIsOpenedByWhoeverIsCancelled() {
        for (int cancelled = 0; cancelled < 3; cancelled++) {
            int first = cancelled;
            run(() -> {
                Task<?>[] circle = new Task<?>[3];
                circle[0] = createTask(() -> taskGroup(outer -> {
                    circle[1] = outer.createTask(() -> taskGroup(inner -> {
                        circle[2] = inner.createTask(() -> await(circle[0]));
                    }));
                }));
                settle();
                circle[first].cancel();
                settle();
                assertThat(circle).allMatch(Future::cancelled);
            });
        }
    }

    @Test
    void tasksThatAwaitEachOtherInACircleCanBeCancelled() {
        run(() -> {
            Task<?>[] circle = new Task<?>[2];
            circle[0] = createTask(() -> await(circle[1]));
            circle[1] = createTask(() -> await(circle[0]));
            Task<?> outside = createTask(() -> await(circle[0]));
            settle();
            outside.cancel();
            settle();
            assertThat(List.of(circle[0], circle[1], outside)).allMatch(Future::done);
        });
    }

    @Test
    void aCircleIsOpenedThoughAnotherWayOfTheCancelLeadsOn() {
        run(() -> {
            Task<?>[] circle = new Task<?>[2];
            circle[0] = createTask(() -> recordEnd("first", () -> await(circle[1])));
            circle[1] = createTask(() -> recordEnd("second", () -> await(circle[0])));
            Task<?> outside = createTask(() -> Asyncio.gather(createTask(() -> sleepMs(1000)), circle[0]));
            settle();
            outside.cancel();
            settle();
            assertThat(List.of(circle[0], circle[1], outside)).allMatch(Future::cancelled);
        });
        trail.assertIs("second cancelled", "first cancelled");
    }

    @Test
    void aTaskToWhichSeveralWaysLeadIsCancelledOnceAndItsCleanUpAwaited() {
        run(() -> {
            Task<?> shared = createTask(() -> {
                try {
                    sleepMs(1000);
                } finally {
                    recordEnd("clean-up", () -> sleepMs(5));
                }
            });
            Task<?> left = createTask(() -> recordEnd("left", () -> await(shared)));
            Task<?> right = createTask(() -> recordEnd("right", () -> await(shared)));
            Task<?> outside = createTask(() -> Asyncio.gather(left, right));
            settle();
            outside.cancel();
            assertThat(shared.cancelling()).isEqualTo(1);
            assertThatThrownBy(() -> await(outside)).isInstanceOf(CancelledError.class);
        });
        trail.assertIs("clean-up returned", "left cancelled", "right cancelled");
    }

    @Test
    void aChainOfAwaitsOfAnyDepthIsCancelledWithoutOverflow() {
        int depth = kind == FiberKind.PLATFORM ? 1_000 : 100_000; // a platform fiber is a thread of the system
        run(() -> {
            List<Task<?>> chain = new ArrayList<>();
            chain.add(createTask(() -> sleepMs(1000)));
            for (int i = 1; i < depth; i++) {
                Task<?> inner = chain.get(i - 1);
                chain.add(createTask(() -> await(inner)));
            }
            sleepMs(0);
            Task<?> outermost = chain.get(depth - 1);
            outermost.cancel();
            assertThatThrownBy(() -> await(outermost)).isInstanceOf(CancelledError.class);
            assertThat(chain).allMatch(Future::cancelled);
        });
    }

    @Test
    void manyTasksSleepAndWakeInOrder() {
        int count = kind == FiberKind.PLATFORM ? 1_000 : 100_000; // a platform fiber is a thread of the system
        int[] woken = new int[1];
        run(() -> {
            List<Task<?>> sleepers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int n = i;
                sleepers.add(createTask(() -> {
                    sleepMs(1000 + n % 7);
                    woken[0]++;
                }));
            }
            for (Task<?> sleeper : sleepers) {
                await(sleeper);
            }
            assertThat(loop.time()).isEqualTo(1.006);
        });
        assertThat(woken[0]).isEqualTo(count);
    }

    private void recordEnd(String name, VoidCoroutine body) throws Exception {
        try {
            body.run();
            trail.add(name + " returned");
        } catch (CancelledError e) {
            trail.add(name + " cancelled");
            throw e;
        }
    }
}
