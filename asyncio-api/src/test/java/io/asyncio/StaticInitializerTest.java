package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.asyncio.fiber.FiberKind;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The JDK cannot unmount a virtual thread there: carried by the loop's thread, a task gets an error instead. */
@Tag("environment")
class StaticInitializerTest extends LoopTestBase {
    private static Runnable inInitializer = () -> {};

    /** Defined anew for each test, so that it is initialized anew. */
    static final class Initialized {
        static {
            inInitializer.run();
        }

        private Initialized() {}
    }

    @Test
    void whatTheTaskWouldHaveAwaitedIsLeftAlone() {
        run(() -> {
            Task<Integer> other = createTask(() -> yieldTimes(3));
            initialize(() -> suspend(() -> await(other)));
            assertThat(await(other)).isEqualTo(3);
        });
        assertSuspended();
    }

    @Test
    void aYieldIsTakenBack() {
        run(() -> {
            createTask(() -> trail.add("other"));
            initialize(() -> suspend(() -> sleepMs(0)));
            trail.add("initialized");
            sleepMs(0);
            trail.add("goes on");
        });
        if (kind == FiberKind.CARRIER) {
            trail.assertIs("refused", "initialized", "other", "goes on");
        } else {
            trail.assertIs("other", "suspended", "initialized", "goes on");
        }
    }

    @Test
    void aTimerAndAPlaceInAQueueAreGivenUp() {
        Lock lock = new Lock();
        run(() -> {
            Task<?> owner = createTask(() -> {
                lock.acquire();
                sleepMs(100);
                lock.release();
            });
            sleepMs(0);
            initialize(() -> suspend(() -> {
                lock.acquire();
                lock.release();
            }));
            initialize(() -> suspend(() -> sleepMs(1000)));
            await(owner);
            assertThat(lock.locked()).isFalse();
        });
        if (kind == FiberKind.CARRIER) {
            assertThat(loop.time()).isLessThan(1);
        }
    }

    @Test
    void anEagerTaskStartsAsAnyOther() {
        run(() -> {
            initialize(() -> {
                loop.createTask(TaskOptions.defaults().withEagerStart(), () -> trail.add("eager"));
                trail.add("creator");
            });
            settle();
        });
        if (kind == FiberKind.CARRIER) {
            trail.assertIs("creator", "eager");
        } else {
            trail.assertIs("eager", "creator");
        }
    }

    /** Only a carrier has to return to such a body; the other fibers leave its thread suspended for good. */
    @Test
    void aTaskThatIsGivenUpThereEndsOnce() {
        assumeThat(kind).isEqualTo(FiberKind.CARRIER);
        loop.addObserver(new LoopObserver() {
            @Override
            public void taskDone(Task<?> task, Throwable failure) {
                trail.add("done " + task.getName());
            }
        });
        Task<?> stubborn = loop.createTask("stubborn", () -> {
            try {
                sleepMs(1_000_000);
            } finally {
                initialize(() -> ignoreCancels(1001));
            }
        });
        Task<?> other = loop.createTask("other", () -> sleepMs(1_000_000));
        loop.createTask("main", LoopTestBase::settle);
        run(LoopTestBase::settle);
        loop.close();
        trail.assertIs("done main", "done Task-4", "done stubborn", "refused at last", "done other");
        assertThatThrownBy(stubborn::result).isInstanceOf(CancelledError.class).hasMessageStartingWith("given up");
        assertThat(other.cancelled()).isTrue();
        assertThat(loop.allTasks()).isEmpty();
    }

    private void ignoreCancels(int times) {
        for (int i = 0; i < times; i++) {
            try {
                sleepMs(1);
            } catch (CancelledError ignored) {
                // as stubborn code does
            } catch (IllegalStateException cannotLeave) {
                trail.add("refused at last");
            }
        }
        sleepMs(1);
    }

    @Test
    void aTaskGroupThatCannotWaitCancelsItsTasksAndRaisesTheError() {
        run(() -> {
            initialize(() -> {
                try {
                    Asyncio.taskGroup(group -> {
                        group.createTask("child", () -> sleepMs(10));
                    });
                    trail.add("ended");
                } catch (TaskGroupException e) {
                    trail.add(e.getCause().getMessage().replaceFirst(" inside.*", ""));
                }
            });
            settle();
            trail.add("tasks left: " + (loop.allTasks().size() - 1));
        });
        trail.assertIs(kind == FiberKind.CARRIER ? "Cannot suspend" : "ended", "tasks left: 0");
    }

    @Test
    void aConditionThatCannotBeAwaitedLeavesTheLockHeld() {
        Condition condition = new Condition();
        run(() -> {
            Task<?> signaller = createTask(() -> {
                try (Held held = condition.hold()) {
                    condition.signal();
                }
            });
            initialize(() -> suspend(() -> {
                try (Held held = condition.hold()) {
                    try {
                        condition.await();
                    } finally {
                        assertThat(condition.locked()).isTrue();
                    }
                }
            }));
            await(signaller);
        });
        assertThat(condition).hasToString("Condition[unlocked, waiters=0]");
        assertSuspended();
    }

    @Test
    void debugModeTellsOfASuspensionThereWhereItIsPossible() {
        loop.setDebug(true);
        run(() -> {
            inInitializer = () -> suspend(() -> sleepMs(1));
            switch (kind) {
                case CARRIER -> OnCarrier.touch();
                case VIRTUAL -> OnVirtual.touch();
                case PLATFORM -> OnPlatform.touch();
            }
        });
        assertSuspended();
        List<ExceptionContext> errors = takeErrors();
        if (kind != FiberKind.CARRIER) {
            assertThat(errors).singleElement().satisfies(error -> assertThat(error.message())
                    .startsWith("Task[Task-1, parked] Asyncio.sleepMs at io.asyncio.StaticInitializerTest.")
                    .contains(" suspends in the static initializer of io.asyncio.StaticInitializerTest$On")
                    .endsWith(", for which whoever needs the class waits: await before it"));
        }
    }

    /** One for each fiber, as they are initialized once; hidden ones would be hidden from stack traces, too. */
    private static final class OnCarrier {
        static {
            inInitializer.run();
        }

        static void touch() {}
    }

    private static final class OnVirtual {
        static {
            inInitializer.run();
        }

        static void touch() {}
    }

    private static final class OnPlatform {
        static {
            inInitializer.run();
        }

        static void touch() {}
    }

    private void initialize(Runnable body) throws IOException, IllegalAccessException {
        inInitializer = body;
        try (InputStream bytes = Initialized.class.getResourceAsStream("StaticInitializerTest$Initialized.class")) {
            MethodHandles.lookup()
                    .defineHiddenClass(bytes.readAllBytes(), true, MethodHandles.Lookup.ClassOption.NESTMATE);
        }
    }

    private void suspend(VoidCoroutine body) {
        if (kind == FiberKind.CARRIER) {
            assertThatThrownBy(body::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Cannot suspend inside of a static initializer");
            trail.add("refused");
            return;
        }
        try {
            body.run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        trail.add("suspended");
    }

    private void assertSuspended() {
        trail.assertIs(kind == FiberKind.CARRIER ? "refused" : "suspended");
    }
}
