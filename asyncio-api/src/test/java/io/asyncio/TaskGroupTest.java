package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.taskGroup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskGroupTest extends LoopTestBase {
    private final IOException failure = new IOException("first");
    private final IllegalStateException second = new IllegalStateException("second");

    @Test
    void theBlockEndsWhenAllItsTasksHaveEnded() {
        run(() -> {
            String result = taskGroup(group -> {
                group.createTask("slow", () -> {
                    sleepMs(20);
                    trail.add("slow");
                });
                Task<String> quick = group.createTask(() -> {
                    sleepMs(10);
                    trail.add("quick");
                    return "value";
                });
                trail.add("body");
                return quick.await();
            });
            trail.add("ended with " + result + " at " + loop.time());
        });
        trail.assertIs("body", "quick", "slow", "ended with value at 0.02");
    }

    @Test
    void aGroupWithoutTasksDoesNotYieldAndOneWithTasksDoes() {
        run(() -> {
            createTask(() -> trail.add("other"));
            taskGroup(group -> {
                trail.add("body");
            });
            List<Task<Integer>> made = taskGroup(group -> List.of(group.createTask(() -> 1)));
            assertThat(made.get(0).result()).isEqualTo(1);
            trail.add("the other came in between");
        });
        trail.assertIs("body", "other", "the other came in between");
    }

    @Test
    void childrenMayCreateChildrenAlsoWhileTheBlockWaits() {
        run(() -> {
            taskGroup(group -> {
                group.createTask(() -> {
                    sleepMs(10);
                    group.createTask(() -> {
                        sleepMs(10);
                        trail.add("grandchild at " + loop.time());
                    });
                });
            });
            trail.add("ended");
        });
        trail.assertIs("grandchild at 0.02", "ended");
    }

    @Test
    void theFirstFailureCancelsSiblingsAndBodyAndAllErrorsAreRaisedTogether() {
        run(() -> {
            Throwable thrown = catchThrowable(() -> taskGroup(group -> {
                group.createTask("failing", () -> {
                    sleepMs(10);
                    throw failure;
                });
                group.createTask("sibling", () -> sleepThenThrow(second));
                group.createTask("clean", () -> onCancel("sibling cleaned up"));
                onCancel("body cancelled at " + 0.01);
            }));
            assertThat(thrown)
                    .isInstanceOf(TaskGroupException.class)
                    .hasMessage("Unhandled errors in a TaskGroup (2)")
                    .hasCause(failure)
                    .hasSuppressedException(second);
            assertThat(((TaskGroupException) thrown).exceptions()).containsExactly(failure, second);
            assertThat(loop.time()).isEqualTo(0.01);
            assertThat(currentTask().cancelling()).isZero();
            sleepMs(0);
            trail.add("the caller goes on");
        });
        trail.assertIs("sibling cleaned up", "body cancelled at 0.01", "the caller goes on");
    }

    @Test
    void aFailureWhileTheBlockWaitsCancelsTheSiblingsOnly() {
        run(() -> {
            assertThatThrownBy(() -> taskGroup(group -> {
                        group.createTask(() -> onCancel("sibling"));
                        group.createTask(() -> {
                            throw failure;
                        });
                    }))
                    .hasCause(failure);
            assertThat(currentTask().cancelling()).isZero();
        });
        trail.assertIs("sibling");
    }

    @Test
    void aFailureOfTheBlockCancelsTheTasksAndComesLast() {
        run(() -> {
            Throwable thrown = catchThrowable(() -> taskGroup(group -> {
                group.createTask(() -> sleepThenThrow(second));
                sleepMs(0);
                throw failure;
            }));
            assertThat(((TaskGroupException) thrown).exceptions()).containsExactly(second, failure);
        });
    }

    @Test
    void aTaskThatWasNotStartedNeverRuns() {
        run(() -> assertThatThrownBy(() -> taskGroup(group -> {
                    group.createTask(() -> trail.add("never"));
                    throw failure;
                }))
                .hasCause(failure));
        trail.assertIs();
    }

    @Test
    void aCancelledChildIsNoFailure() {
        run(() -> {
            taskGroup(group -> {
                Task<?> child = group.createTask(() -> onCancel("child"));
                group.createTask(() -> {
                    sleepMs(10);
                    trail.add("sibling");
                });
                sleepMs(1);
                child.cancel();
            });
            trail.add("ended");
        });
        trail.assertIs("child", "sibling", "ended");
    }

    @Test
    void aCancelOfTheParentStaysACancel() {
        run(() -> {
            for (boolean inBody : new boolean[] {true, false}) {
                Task<?> parent = createTask(() -> taskGroup(group -> {
                    group.createTask(() -> onCancel("child"));
                    if (inBody) {
                        onCancel("body");
                    }
                }));
                sleepMs(1);
                parent.cancel("stop");
                assertThatThrownBy(() -> await(parent))
                        .isInstanceOf(CancelledError.class)
                        .hasMessage("stop");
                assertThat(parent.cancelled()).isTrue();
            }
        });
        trail.assertIs("body", "child", "child");
    }

    @Test
    void failuresGoFirstAndTheParentsCancelComesAtTheNextSuspension() {
        run(() -> {
            Task<?> parent = createTask(() -> {
                assertThatThrownBy(() -> taskGroup(group -> {
                            group.createTask(() -> sleepThenThrow(failure));
                        }))
                        .hasCause(failure);
                trail.add("cancelling " + currentTask().cancelling());
                onCancel("cancelled then");
            });
            sleepMs(1);
            parent.cancel();
            settle();
            assertThat(parent.cancelled()).isTrue();
        });
        trail.assertIs("cancelling 1", "cancelled then");
    }

    @Test
    void aCancelInTheTurnOfAFailureIsNotLost() {
        run(() -> {
            Task<?> parent = createTask(() -> {
                assertThatThrownBy(() -> taskGroup(group -> {
                            group.createTask(() -> {
                                sleepMs(1);
                                throw failure;
                            });
                            sleepMs(1000);
                        }))
                        .hasCause(failure);
                sleepMs(0);
                trail.add("the cancel was lost");
            });
            sleepMs(1);
            parent.cancel();
            settle();
            assertThat(parent.cancelled()).isTrue();
        });
        trail.assertIs();
    }

    @Test
    void groupsNestAndSoDoTheirErrors() {
        run(() -> {
            Throwable thrown = catchThrowable(() -> taskGroup(outer -> {
                outer.createTask(() -> onCancel("outer sibling"));
                taskGroup(inner -> {
                    inner.createTask(() -> {
                        throw failure;
                    });
                });
            }));
            TaskGroupException outer = (TaskGroupException) thrown;
            assertThat(outer.exceptions()).hasSize(1);
            TaskGroupException inner = (TaskGroupException) outer.exceptions().get(0);
            assertThat(inner.exceptions()).containsExactly(failure);
        });
        trail.assertIs("outer sibling");
    }

    @Test
    void aFailureInTheOuterGroupCancelsTheInnerOne() {
        run(() -> {
            assertThatThrownBy(() -> taskGroup(outer -> {
                        outer.createTask(() -> {
                            sleepMs(1);
                            throw failure;
                        });
                        taskGroup(inner -> {
                            inner.createTask(() -> onCancel("inner child"));
                        });
                        trail.add("never");
                    }))
                    .hasCause(failure);
            assertThat(currentTask().cancelling()).isZero();
        });
        trail.assertIs("inner child");
    }

    @Test
    void aFailureInBothGroupsIsToldByBoth() {
        run(() -> {
            Throwable thrown = catchThrowable(() -> taskGroup(outer -> {
                outer.createTask(() -> {
                    sleepMs(1);
                    throw failure;
                });
                taskGroup(inner -> {
                    inner.createTask(() -> sleepThenThrow(second));
                });
            }));
            List<Throwable> raised = ((TaskGroupException) thrown).exceptions();
            assertThat(raised.get(0)).isSameAs(failure);
            assertThat(raised.get(1)).isInstanceOf(TaskGroupException.class).hasCause(second);
            sleepMs(0);
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    @Test
    void aSecondCancelLeavesTheChildrensCleanUpAlone() {
        run(() -> {
            for (boolean inBody : new boolean[] {true, false}) {
                Task<?> parent = createTask(() -> taskGroup(group -> {
                    group.createTask(() -> cleanUpFor(10, "child"));
                    if (inBody) {
                        onCancel("body");
                    }
                }));
                for (int i = 0; i < 3; i++) {
                    settle();
                    parent.cancel("stop " + i);
                }
                assertThatThrownBy(() -> await(parent))
                        .isInstanceOf(CancelledError.class)
                        .hasMessage("stop 0");
                assertThat(parent.cancelled()).isTrue();
            }
        });
        trail.assertIs("body", "child cleaned up", "child cleaned up");
    }

    @Test
    void aBlockThatSwallowsTheCancelStillRaisesTheFailures() {
        run(() -> {
            assertThatThrownBy(() -> taskGroup(group -> {
                        group.createTask(() -> {
                            throw failure;
                        });
                        try {
                            sleepMs(1000);
                        } catch (CancelledError e) {
                            trail.add("swallowed");
                        }
                    }))
                    .hasCause(failure);
            sleepMs(0);
        });
        trail.assertIs("swallowed");
    }

    @Test
    void aFailureWhileTheBlockIsSuspendedLeavesCleanUpsAlone() {
        run(() -> {
            assertThatThrownBy(() -> taskGroup(group -> {
                        group.createTask(() -> cleanUpFor(10, "sibling"));
                        group.createTask(() -> {
                            throw failure;
                        });
                        onCancel("body");
                    }))
                    .hasCause(failure);
            assertThat(currentTask().cancelling()).isZero();
        });
        trail.assertIs("body", "sibling cleaned up");
    }

    @Test
    void aFailureWhileTheBlockAwaitsAChildLeavesItsCleanUpAlone() {
        run(() -> assertThatThrownBy(() -> taskGroup(group -> {
                    Task<?> awaited = group.createTask(() -> cleanUpFor(10, "awaited"));
                    group.createTask(() -> {
                        throw failure;
                    });
                    await(awaited);
                }))
                .hasCause(failure));
        trail.assertIs("awaited cleaned up");
    }

    @Test
    void aFailureInACleanUpLeavesTheOthersAlone() {
        run(() -> {
            Task<?> parent = createTask(() -> taskGroup(group -> {
                group.createTask(() -> cleanUpFor(10, "slow"));
                group.createTask(() -> sleepThenThrow(failure));
                onCancel("body");
            }));
            settle();
            parent.cancel();
            assertThatThrownBy(() -> await(parent)).hasCause(failure);
        });
        trail.assertIs("body", "slow cleaned up");
    }

    @Test
    void aCancelLeavesTheCleanUpsOfAGroupThatHasFailedAloneAndComesAtTheNextSuspension() {
        for (boolean blockFails : new boolean[] {true, false}) {
            run(() -> {
                Task<?> parent = createTask(() -> {
                    assertThatThrownBy(() -> taskGroup(group -> {
                                group.createTask(() -> cleanUpFor(10, "child"));
                                if (blockFails) {
                                    sleepMs(0);
                                    throw failure;
                                }
                                group.createTask(() -> throwIt(failure));
                            }))
                            .isInstanceOfSatisfying(TaskGroupException.class, e -> assertThat(e.exceptions())
                                    .containsExactly(failure));
                    trail.add("cancelling " + currentTask().cancelling());
                    assertThatThrownBy(() -> sleepMs(0))
                            .isInstanceOf(CancelledError.class)
                            .hasMessage("stop");
                    sleepMs(0);
                });
                for (int i = 0; i < 3; i++) {
                    settle();
                    parent.cancel("stop");
                }
                await(parent);
            });
        }
        trail.assertIs("child cleaned up", "cancelling 3", "child cleaned up", "cancelling 3");
    }

    @Test
    void anEagerChildThatCancelsTheOwnerIsCancelledWithTheOthers() {
        run(() -> {
            Task<?> parent = createTask(() -> {
                Task<?> self = currentTask();
                taskGroup(group -> {
                    group.createTask(() -> {
                        sleepMs(1);
                        group.createTask(TaskOptions.defaults().withEagerStart(), () -> {
                            self.cancel("by the eager child");
                            onCancel("eager");
                        });
                        onCancel("creator");
                    });
                });
            });
            assertThatThrownBy(() -> await(parent))
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("by the eager child");
        });
        trail.assertIs("eager", "creator");
    }

    @Test
    void aChildAddedAfterTheLastOneHasEndedIsCancelledWithTheOwner() {
        run(() -> {
            Task<?> parent = createTask(() -> {
                Task<?> self = currentTask();
                taskGroup(group -> {
                    TaskOptions last = TaskOptions.defaults()
                            .withDoneCallback(
                                    ended -> { // the owner has not yet run
                                        group.createTask(() -> onCancel("never: it has not started"));
                                        group.createTask(
                                                TaskOptions.defaults().withEagerStart(), () -> onCancel("late"));
                                        self.cancel("stop");
                                    });
                    group.createTask(last, () -> sleepMs(1));
                });
            });
            assertThatThrownBy(() -> await(parent))
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("stop");
        });
        trail.assertIs("late");
    }

    @Test
    void aBlockMayCreateMoreTasksAfterAnEagerOneHasFailed() {
        TaskOptions eagerly = TaskOptions.defaults().withEagerStart();
        run(() -> {
            Throwable thrown = catchThrowable(() -> taskGroup(group -> {
                group.createTask(eagerly, () -> throwIt(failure));
                group.createTask(eagerly, () -> throwIt(second));
                group.createTask(eagerly, () -> onCancel("sibling"));
                trail.add("body");
                onCancel("body cancelled");
            }));
            assertThat(((TaskGroupException) thrown).exceptions()).containsExactly(failure, second);
            assertThat(currentTask().cancelling()).isZero();
            sleepMs(0);
        });
        trail.assertIs("body", "sibling", "body cancelled");
    }

    @Test
    void aCancelThatWasPendingWhenTheGroupBeganIsNotLost() {
        run(() -> {
            Task<?> parent = createTask(() -> {
                currentTask().cancel("before");
                assertThatThrownBy(() -> taskGroup(group -> {
                            group.createTask(TaskOptions.defaults().withEagerStart(), () -> throwIt(failure));
                            onCancel("body");
                        }))
                        .hasCause(failure);
                onCancel("cancelled then");
            });
            settle();
            assertThat(parent.cancelled()).isTrue();
        });
        trail.assertIs("body", "cancelled then");
    }

    @Test
    void theGroupsOwnCancelNeverLeavesIt() {
        run(() -> {
            Task<?> parent = createTask(() -> {
                try {
                    sleepMs(1000);
                } catch (CancelledError swallowed) {
                    assertThatThrownBy(() -> taskGroup(outer -> {
                                outer.createTask(() -> {
                                    sleepMs(1);
                                    throw failure;
                                });
                                taskGroup(inner -> {
                                    inner.createTask(() -> cleanUpFor(10, "inner"));
                                    sleepMs(0);
                                    throw second; // so that the outer group's cancel must wait
                                });
                            }))
                            .hasCause(failure);
                    sleepMs(1);
                    trail.add("went on");
                }
            });
            sleepMs(0);
            parent.cancel();
            await(parent);
        });
        trail.assertIs("inner cleaned up", "went on");
    }

    @Test
    void aLoopThatClosesLosesNoFailureOfAGroup() {
        run(() -> {
            createTask(() -> taskGroup(group -> {
                group.createTask(() -> sleepThenThrowAfterCleanUp(second)); // which the loop ends
                group.createTask(() -> throwIt(failure));
            }));
            settle();
        });
        loop.close();
        List<Throwable> told =
                takeErrors().stream().map(ExceptionContext::exception).toList();
        assertThat(told).hasSize(2).contains(second);
        assertThat(told)
                .anySatisfy(error ->
                        assertThat(error).isInstanceOf(TaskGroupException.class).hasCause(failure));
    }

    @Test
    void anAncientCancelOfTheParentIsNotRaisedAnew() {
        run(() -> {
            Task<?> parent = createTask(() -> {
                try {
                    sleepMs(1000);
                } catch (CancelledError swallowed) {
                    assertThatThrownBy(() -> taskGroup(group -> {
                                group.createTask(() -> {
                                    throw failure;
                                });
                            }))
                            .hasCause(failure);
                    sleepMs(1);
                    trail.add("went on");
                }
            });
            sleepMs(0);
            parent.cancel();
            await(parent);
        });
        trail.assertIs("went on");
    }

    @Test
    void anEndedOrFailedGroupTakesNoMoreTasks() {
        run(() -> {
            TaskGroup[] escaped = new TaskGroup[1];
            taskGroup(group -> {
                escaped[0] = group;
                assertThat(group).hasToString("TaskGroup[open, tasks=0, failures=0]");
            });
            assertThatThrownBy(() -> escaped[0].createTask(() -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("This TaskGroup has ended: create its tasks inside its block");
            assertThatThrownBy(() -> taskGroup(group -> {
                        group.createTask(() -> {
                            throw failure;
                        });
                        try {
                            sleepMs(1000);
                        } finally {
                            group.createTask("late", () -> trail.add("never"));
                        }
                    }))
                    .isInstanceOfSatisfying(TaskGroupException.class, e -> assertThat(
                                    e.exceptions().get(1))
                            .hasMessage("This TaskGroup is shutting down: create its tasks inside its block"));
        });
        trail.assertIs();
    }

    @Test
    void namesAndOptionsAreThoseOfCreateTask() {
        run(() -> taskGroup(group -> {
            assertThat(group.createTask("void", () -> {}).getName()).isEqualTo("void");
            assertThat(group.createTask("value", () -> 1).getName()).isEqualTo("value");
            Task<Integer> eager = group.createTask(TaskOptions.named("eager").withEagerStart(), () -> 1);
            assertThat(eager.result()).isEqualTo(1);
            group.createTask(TaskOptions.defaults().withEagerStart(), () -> trail.add("eager void"));
            trail.add("body");
        }));
        trail.assertIs("eager void", "body");
    }

    @Test
    void aLoopThatClosesEndsTheGroup() throws Exception {
        loop.start();
        Task<?> parent = loop.createTask(() -> taskGroup(group -> {
            group.createTask(() -> {
                try {
                    new Event().await();
                } finally {
                    trail.add("child");
                }
            });
        }));
        loop.createTask(LoopTestBase::settle).toCompletableFuture().get();
        loop.close();
        assertThat(parent.cancelled()).isTrue();
        trail.assertIs("child");
    }

    @Test
    void outsideOfATaskTheErrorSaysWhereToCallIt() {
        assertThatThrownBy(() -> taskGroup(group -> {}))
                .isInstanceOf(NoRunningLoopException.class)
                .hasMessageContaining("call taskGroup() inside Asyncio.run(...)");
    }

    private void onCancel(String step) {
        try {
            sleepMs(1_000_000);
        } catch (CancelledError e) {
            trail.add(step);
            throw e;
        }
    }

    private void cleanUpFor(int millis, String who) {
        try {
            sleepMs(1_000_000);
        } finally {
            sleepMs(millis);
            trail.add(who + " cleaned up");
        }
    }

    private static void sleepThenThrow(Exception atCancel) throws Exception {
        try {
            sleepMs(1_000_000);
        } finally {
            throwIt(atCancel);
        }
    }

    private static void sleepThenThrowAfterCleanUp(Exception atEnd) throws Exception {
        try {
            sleepMs(1_000_000);
        } finally {
            sleepThenThrow(atEnd);
        }
    }

    private static void throwIt(Exception e) throws Exception {
        throw e;
    }

    /** The group hears of the failure before the one who waits for it. */
    @Test
    void whoAwaitsTheOneThatFailsIsCancelledAsTheOthers() {
        Map<String, FutureUse> waits = Map.of(
                "await", Asyncio::await,
                "await shield", failing -> Asyncio.await(Asyncio.shield(failing)),
                "waitFor", failing -> Asyncio.waitFor(failing, 100),
                "gather", failing -> Asyncio.gather(failing),
                "gatherReturnExceptions", failing -> Asyncio.gatherReturnExceptions(failing),
                "waitUntil", failing -> Asyncio.waitUntil(ReturnWhen.ALL_COMPLETED, failing),
                "asCompleted",
                        failing -> Asyncio.asCompleted(failing).iterator().next(),
                "a task that awaits", failing -> Asyncio.await(Asyncio.createTask(() -> Asyncio.await(failing))),
                "a group",
                        failing -> Asyncio.taskGroup(inner -> {
                            inner.createTask(() -> Asyncio.await(failing));
                        }));
        waits.forEach(this::assertCancelledWhileItWaits);
    }

    @Test
    void callbacksOfTheLastChildRunBeforeTheBlockEndsAndMayAddATask() {
        run(() -> {
            Asyncio.taskGroup(group -> {
                Task<?> child = group.createTask(() -> trail.add("child"));
                child.addDoneCallback(done -> {
                    trail.add("callback");
                    group.createTask(() -> {
                        Asyncio.sleepMs(1);
                        trail.add("child of the callback");
                    });
                });
            });
            trail.add("ended");
        });
        trail.assertIs("child", "callback", "child of the callback", "ended");
    }

    @Test
    void aCancelBetweenTheEndOfTheLastChildAndThatOfTheBlockIsRaised() {
        run(() -> {
            Task<?> owner = Asyncio.currentTask();
            assertThatThrownBy(() -> Asyncio.taskGroup(group -> {
                        group.createTask(() -> {}).addDoneCallback(done -> owner.cancel("late"));
                    }))
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("late");
            owner.uncancel();
            Asyncio.sleepMs(1);
        });
    }

    /** The block has been woken by then: it still cancels whom it waits for. */
    @Test
    void aCancelBehindTheEndOfTheLastChildReachesOneThatIsAddedJustBefore() {
        run(() -> {
            Task<?> owner = createTask(() -> {
                Task<?> self = currentTask();
                taskGroup(group -> {
                    group.createTask(() -> {}).addDoneCallback(done -> {
                        group.createTask(() -> sleepMs(1000));
                        self.cancel();
                    });
                });
            });
            assertThatThrownBy(() -> await(owner)).isInstanceOf(CancelledError.class);
            assertThat(loop.time()).isZero();
        });
    }

    @Test
    void aChildThatCancelsTheOwnerInItsLastStepKeepsItsResult() {
        for (boolean inLastStep : List.of(true, false)) {
            List<Task<?>> children = new ArrayList<>();
            Task<?> owner = loop.createTask(() -> {
                Task<?> self = Asyncio.currentTask();
                Asyncio.taskGroup(group -> {
                    children.add(group.createTask(() -> {
                        Asyncio.sleepMs(1);
                        self.cancel();
                        if (!inLastStep) {
                            Asyncio.sleepMs(1);
                        }
                        return "result";
                    }));
                    children.add(group.createTask(() -> Asyncio.sleep(50)));
                });
            });
            run(() -> {
                assertThatThrownBy(() -> Asyncio.await(owner)).isInstanceOf(CancelledError.class);
                assertThat(loop.time()).isLessThan(50);
            });
            assertThat(children).extracting(Task::cancelled).containsExactly(!inLastStep, true);
        }
    }

    @Test
    void soDoesATaskThatAChildAwaits() {
        List<Task<?>> tasks = new ArrayList<>();
        Task<?> owner = loop.createTask(() -> {
            Task<?> self = Asyncio.currentTask();
            Asyncio.taskGroup(group -> {
                tasks.add(group.createTask(() -> {
                    Task<String> awaited = Asyncio.createTask(() -> {
                        Asyncio.sleepMs(1);
                        self.cancel();
                        return "result";
                    });
                    tasks.add(awaited);
                    Asyncio.await(awaited);
                }));
            });
        });
        run(() -> assertThatThrownBy(() -> Asyncio.await(owner)).isInstanceOf(CancelledError.class));
        assertThat(tasks).extracting(Task::cancelled).containsExactly(true, false);
    }

    private interface FutureUse {
        void with(Task<?> failing) throws Exception;
    }

    private void assertCancelledWhileItWaits(String name, FutureUse wait) {
        Trail ends = new Trail();
        run(() -> {
            double began = loop.time();
            try {
                Asyncio.taskGroup(group -> {
                    Task<?> failing = group.createTask(() -> {
                        Asyncio.sleepMs(10);
                        throw new IOException("fails");
                    });
                    group.createTask(() -> {
                        try {
                            wait.with(failing);
                        } catch (Exception e) {
                            ends.add("caught " + e);
                        }
                        Asyncio.sleep(50);
                        ends.add("went on");
                    });
                });
            } catch (TaskGroupException e) {
                ends.add(e.exceptions().get(0).getMessage() + " at " + Math.round((loop.time() - began) * 1000));
            }
        });
        assertThat(ends.steps()).as(name).containsExactly("fails at 10");
    }
}
