package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.taskGroup;
import static io.asyncio.Asyncio.timeout;
import static io.asyncio.Asyncio.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the loop does itself, and finds no memory for, or no stack, is done a moment later. */
@Tag("environment")
class NoMemoryTest extends LoopTestBase {
    /** Also for a class, or for a lambda's. */
    static Stream<Error> noMemory() {
        return Stream.of(
                new OutOfMemoryError("a test's"), new NoClassDefFoundError("a test's"), new InternalError("a test's"));
    }

    static Stream<Error> noMemoryOrStack() {
        return Stream.concat(noMemory(), Stream.of(new StackOverflowError("a test's")));
    }

    /** Something that a task waits for, and that has no room for the first cancel. */
    private static final class ScarceWait implements Waiting {
        private final Error noRoom;
        private boolean tried;

        private ScarceWait(Error noRoom) {
            this.noRoom = noRoom;
        }

        static VoidCoroutine of(Error noRoom) {
            return () -> TaskRun.current("a test's wait").park(new ScarceWait(noRoom));
        }

        @Override
        public boolean giveUp(Cancellation cancellation) {
            if (!tried) {
                tried = true;
                throw noRoom;
            }
            return true;
        }
    }

    @Test
    void hostThatHasNoMemoryForAnAlarmIsDoneWithout() {
        ScarceHost host = new ScarceHost();
        try (Loop scarce = handled(Loop.on(host, kind))) {
            scarce.runUntilComplete(() -> {
                host.setScarce(true);
                while (host.refusals() < 2) {
                    sleepMs(1); // the loop sleeps, and is woken by the host, if the timer is not due before that
                }
                host.setScarce(false);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("noMemory")
    void timerOfTheLoopsOwnIsCalledAgain(Error noRoom) {
        run(() -> {
            OwnCallback callback = () -> {
                trail.add("called");
                if (trail.steps().size() == 1) {
                    throw noRoom;
                }
            };
            loop.addTimer(loop.deadlineIn(1), callback);
            sleepMs(10);
        });
        trail.assertIs("called", "called");
    }

    @ParameterizedTest
    @MethodSource("noMemoryOrStack")
    void listenerThatCouldNotBeWokenIsWokenLater(Error noRoom) {
        run(() -> {
            Future<Integer> future = loop.createFuture();
            future.addListener(new Waiter() {
                @Override
                void wake() {
                    trail.add("wake");
                    if (trail.steps().size() == 1) {
                        throw noRoom;
                    }
                }
            });
            future.setResult(1);
            trail.add("set");
            settle();
        });
        trail.assertIs("wake", "set", "wake");
    }

    @ParameterizedTest
    @MethodSource("noMemory")
    void waitForIsNotSpentByACancelThatFails(Error noRoom) {
        run(() -> assertThatThrownBy(() -> waitFor(createTask(ScarceWait.of(noRoom)), 0.1))
                .isInstanceOf(TimeoutException.class));
    }

    @ParameterizedTest
    @MethodSource("noMemory")
    void timeoutIsNotSpentByACancelThatFails(Error noRoom) {
        run(() -> assertThatThrownBy(() -> timeout(0.1, ScarceWait.of(noRoom))).isInstanceOf(TimeoutException.class));
    }

    @ParameterizedTest
    @MethodSource("noMemoryOrStack")
    void groupCancelsAllItsTasksNevertheless(Error noRoom) {
        run(() -> assertThatThrownBy(() -> taskGroup(group -> {
                    group.createTask(ScarceWait.of(noRoom));
                    group.createTask(() -> {
                        throw new IllegalStateException("the first");
                    });
                }))
                .isInstanceOfSatisfying(TaskGroupException.class, e -> assertThat(e.exceptions())
                        .hasSize(1)));
    }

    @ParameterizedTest
    @MethodSource("noMemory")
    void cancelByAnotherThreadIsDeliveredNevertheless(Error noRoom) throws Exception {
        try (Loop other = handled(realTimeLoop())) {
            other.start();
            Task<?> task = other.createTask(ScarceWait.of(noRoom));
            resultOf(other.createTask(() -> sleepMs(1)));
            task.cancel();
            assertThat(failureOf(task)).isInstanceOf(java.util.concurrent.CancellationException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("noMemoryOrStack")
    void cancelThatFailsChangesNothing(Error noRoom) {
        run(() -> {
            Task<?> task = createTask(ScarceWait.of(noRoom));
            settle();
            assertThatThrownBy(task::cancel).isSameAs(noRoom);
            assertThat(task.cancelling()).isZero();
            task.cancel();
            settle();
            assertThat(task.cancelled()).isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource("noMemoryOrStack")
    void cancelThatHasBegunReachesItsEnd(Error noRoom) {
        run(() -> {
            Task<?> inner = createTask(ScarceWait.of(noRoom));
            Task<?> outer = createTask(inner::await);
            settle();
            outer.cancel();
            settle();
            assertThat(inner.cancelled()).isTrue();
            assertThat(outer.cancelled()).isTrue();
        });
    }
}
