package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.taskGroup;
import static io.asyncio.Asyncio.timeout;
import static io.asyncio.Asyncio.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the loop does itself, and finds no memory for, is done a moment later. */
@Tag("environment")
class NoMemoryTest extends LoopTestBase {
    private static OutOfMemoryError noMemory() {
        return new OutOfMemoryError("a test's");
    }

    /** Something that a task waits for, and that has no memory for the first cancel. */
    private static final class ScarceWait implements Waiting {
        private boolean tried;

        static void park() {
            TaskRun.current("a test's wait").park(new ScarceWait());
        }

        @Override
        public boolean giveUp(Cancellation cancellation) {
            if (!tried) {
                tried = true;
                throw noMemory();
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

    @Test
    void timerOfTheLoopsOwnIsCalledAgain() {
        run(() -> {
            OwnCallback callback = () -> {
                trail.add("called");
                if (trail.steps().size() == 1) {
                    throw noMemory();
                }
            };
            loop.addTimer(loop.deadlineIn(1), callback);
            sleepMs(10);
        });
        trail.assertIs("called", "called");
    }

    @Test
    void listenerThatCouldNotBeWokenIsWokenLater() {
        run(() -> {
            Future<Integer> future = loop.createFuture();
            future.addListener(new Waiter() {
                @Override
                void wake() {
                    trail.add("wake");
                    if (trail.steps().size() == 1) {
                        throw noMemory();
                    }
                }
            });
            future.setResult(1);
            trail.add("set");
            settle();
        });
        trail.assertIs("wake", "set", "wake");
    }

    @Test
    void waitForIsNotSpentByACancelThatFails() {
        run(() -> assertThatThrownBy(() -> waitFor(createTask(ScarceWait::park), 0.1))
                .isInstanceOf(TimeoutException.class));
    }

    @Test
    void timeoutIsNotSpentByACancelThatFails() {
        run(() -> assertThatThrownBy(() -> timeout(0.1, ScarceWait::park)).isInstanceOf(TimeoutException.class));
    }

    @Test
    void groupCancelsAllItsTasksNevertheless() {
        run(() -> assertThatThrownBy(() -> taskGroup(group -> {
                    group.createTask(ScarceWait::park);
                    group.createTask(() -> {
                        throw new IllegalStateException("the first");
                    });
                }))
                .isInstanceOfSatisfying(TaskGroupException.class, e -> assertThat(e.exceptions())
                        .hasSize(1)));
    }

    @Test
    void cancelByAnotherThreadIsDeliveredNevertheless() throws Exception {
        try (Loop other = handled(realTimeLoop())) {
            other.start();
            Task<?> task = other.createTask(ScarceWait::park);
            resultOf(other.createTask(() -> sleepMs(1)));
            task.cancel();
            assertThat(failureOf(task)).isInstanceOf(java.util.concurrent.CancellationException.class);
        }
    }

    @Test
    void cancelThatFailsChangesNothing() {
        run(() -> {
            Task<?> task = createTask(ScarceWait::park);
            settle();
            assertThatThrownBy(task::cancel).isInstanceOf(OutOfMemoryError.class);
            assertThat(task.cancelling()).isZero();
            task.cancel();
            settle();
            assertThat(task.cancelled()).isTrue();
        });
    }

    @Test
    void cancelThatHasBegunReachesItsEnd() {
        run(() -> {
            Task<?> inner = createTask(ScarceWait::park);
            Task<?> outer = createTask(inner::await);
            settle();
            outer.cancel();
            settle();
            assertThat(inner.cancelled()).isTrue();
            assertThat(outer.cancelled()).isTrue();
        });
    }
}
