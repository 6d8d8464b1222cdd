package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.fiber.FiberKind;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;

/** A loop whose host fails, or whose thread ends, ends loudly: nobody waits for it in vain, and it can be closed. */
class BrokenLoopTest extends LoopTestBase {
    private final FailingHost host = new FailingHost();
    private @Nullable Loop each;

    /** Fails in the way a test says, whenever the loop asks for an alarm, or to be drained again. */
    private static final class FailingHost extends DelegatingHost {
        @Nullable
        Throwable failure; // touched by who holds the loop

        private int failuresLeft;

        FailingHost() {
            super(LoopSockets.newHost());
        }

        void failWith(Throwable thrown, int times) {
            failure = thrown;
            failuresLeft = times;
        }

        @Override
        public void executeAgain(Runnable turns) {
            fail();
            super.executeAgain(turns);
        }

        @Override
        public Disposable executeAt(long deadline, Runnable turns) {
            fail();
            return super.executeAt(deadline, turns);
        }

        private void fail() {
            if (failure != null && failuresLeft-- > 0) {
                throw Sneaky.raise(failure);
            }
        }
    }

    private Loop failing() {
        Loop made = handled(Loop.on(host, kind));
        each = made;
        return made;
    }

    @AfterEach
    void closeFailing() {
        if (each != null) {
            each.close();
        }
        takeErrors();
    }

    private void breakWith(Throwable failure) {
        host.failWith(failure, Integer.MAX_VALUE);
        sleep(1000);
    }

    @Test
    void aHostThatFailsForAnAlarmEndsTheRun() {
        IllegalStateException failure = new IllegalStateException("a test's");
        assertThatThrownBy(() -> failing().runUntilComplete(() -> breakWith(failure)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The event loop could not go on: " + failure)
                .hasCause(failure);
    }

    @Test
    void aHostThatFailsToDrainAgainEndsTheRun() {
        IllegalStateException failure = new IllegalStateException("a test's");
        assertThatThrownBy(() -> failing().runUntilComplete(() -> {
                    host.failWith(failure, Integer.MAX_VALUE);
                    while (true) {
                        sleepMs(0); // until the drain has used up its time
                    }
                }))
                .hasMessage("The event loop could not go on: " + failure);
    }

    @Test
    void aClassThatCannotBeLoadedForOnceIsBorne() {
        failing().runUntilComplete(() -> {
            host.failWith(new NoClassDefFoundError("a test's"), 3);
            sleepMs(1);
            trail.add("went on");
        });
        trail.assertIs("went on");
    }

    @Test
    void aLoopThatIsBrokenTakesNoMoreWorkUntilItIsClosed() {
        Loop broken = failing();
        assertThatThrownBy(() -> broken.runUntilComplete(() -> breakWith(new IllegalStateException("a test's"))))
                .isInstanceOf(IllegalStateException.class);
        String refusal = "The event loop could not go on: java.lang.IllegalStateException: a test's; close it";
        assertThatThrownBy(() -> broken.createTask(() -> {})).hasMessageStartingWith(refusal);
        assertThatThrownBy(() -> broken.callSoonThreadsafe(() -> {})).hasMessageStartingWith(refusal);
        assertThatThrownBy(broken::start).hasMessageStartingWith(refusal);
        assertThatThrownBy(() -> broken.runUntilComplete(() -> {})).hasMessageStartingWith(refusal);
        assertThat(broken.isRunning()).isFalse();
        broken.close();
        assertThatThrownBy(broken::start).hasMessageStartingWith("Event loop is closed");
    }

    /** In the way that Reactor's operators expect: they tell their subscribers. */
    @Test
    void theSchedulerOfABrokenLoopRejectsWork() {
        Loop broken = failing();
        assertThatThrownBy(() -> broken.runUntilComplete(() -> breakWith(new IllegalStateException("a test's"))))
                .isInstanceOf(IllegalStateException.class);
        assertRejected(() -> broken.scheduler().schedule(() -> trail.add("never")));
        assertRejected(() -> broken.scheduler().createWorker().schedule(() -> trail.add("never")));
        assertRejected(() -> broken.scheduler().schedulePeriodically(() -> trail.add("never"), 1, 1, MILLISECONDS));
        assertRejected(() -> Mono.just(1).publishOn(broken.scheduler()).block(Duration.ofSeconds(20)));
        assertThat(Scannable.from(broken.scheduler()).scan(Scannable.Attr.BUFFERED))
                .isZero();
        trail.assertIs();
    }

    @Test
    void theSchedulerOfALoopRejectsTheWorkThatBreaksIt() {
        boolean[] isOver = new boolean[1];
        Loop broken = handled(Loop.on(
                new DelegatingHost(LoopSockets.newHost()) {
                    @Override
                    public void execute(Runnable turns) {
                        if (isOver()) {
                            throw new RejectedExecutionException("a test's");
                        }
                        turns.run(); // the loop sleeps when start() returns
                    }

                    @Override
                    public boolean isOver() {
                        return isOver[0];
                    }
                },
                FiberKind.PLATFORM));
        each = broken;
        broken.start();
        isOver[0] = true;
        assertRejected(() -> broken.scheduler().schedule(() -> trail.add("never")));
        assertRejected(() -> broken.scheduler().schedule(() -> trail.add("never")));
        assertThat(Scannable.from(broken.scheduler()).scan(Scannable.Attr.BUFFERED))
                .isZero();
        trail.assertIs();
    }

    private static void assertRejected(ThrowingCallable submit) {
        assertThatThrownBy(submit).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void whoAwaitsATaskOfABrokenLoopIsTold() {
        Loop broken = failing();
        Task<?> first = broken.createTask(() -> breakWith(new IllegalStateException("a test's")));
        Task<?> second = broken.createTask(() -> sleep(1000));
        run(() -> {
            Task<?> awaits = createTask(() -> await(second));
            sleepMs(0);
            broken.start();
            assertThatThrownBy(() -> await(first)).isInstanceOf(CancelledError.class);
            assertThatThrownBy(() -> await(awaits)).isInstanceOf(CancelledError.class);
            assertThatThrownBy(() -> await(second)).isInstanceOf(CancelledError.class); // asked after the break
        });
        assertThat(failureOf(second)).isInstanceOf(CancellationException.class);
    }

    @Test
    void aStartWhoseFirstDrainBreaksTheLoopHasStartedIt() {
        Loop broken = handled(Loop.on(
                new DelegatingHost(LoopSockets.newHost()) {
                    @Override
                    public void execute(Runnable turns) {
                        turns.run(); // before start() goes on
                    }

                    @Override
                    public Disposable executeAt(long deadline, Runnable turns) {
                        throw new RejectedExecutionException("a test's");
                    }
                },
                FiberKind.PLATFORM));
        each = broken;
        Task<?> task = broken.createTask(() -> sleep(1000));
        broken.start();
        assertThat(broken.isRunning()).isFalse();
        broken.close();
        assertThat(task.cancelled()).isTrue();
    }

    @Test
    void aBrokenLoopsTasksAreUnwoundByItsClose() {
        Loop broken = failing();
        broken.createTask(() -> {
            try {
                sleep(1000);
            } finally {
                trail.add("parked");
            }
        });
        assertThatThrownBy(() -> broken.runUntilComplete(() -> {
            createTask(() -> {
                try {
                    loop.createFuture().await();
                } finally {
                    trail.add("unwound");
                }
            });
            breakWith(new IllegalStateException("a test's"));
        }));
        trail.assertIs();
        broken.close();
        assertThat(trail.steps()).contains("parked", "unwound");
    }

    @Test
    void aSchedulerThatTakesNoMoreEndsWaitsOfOtherLoops() {
        Loop broken = failing();
        Task<?> first = broken.createTask(() -> breakWith(new RejectedExecutionException("a test's")));
        run(() -> {
            broken.start();
            assertThatThrownBy(() -> await(first)).isInstanceOf(CancelledError.class);
            assertThatThrownBy(() -> await(first)).isInstanceOf(CancelledError.class);
        });
    }

    @Test
    void aThreadThatEndsByItselfEndsTheRunAndTheLoopCanBeClosed() {
        io.asyncio.host.NettyHost netty = LoopSockets.newHost();
        Loop ended = handled(Loop.on(netty, kind));
        assertThatThrownBy(() -> ended.runUntilComplete(() -> {
                    netty.eventLoop().end();
                    try {
                        sleep(1000);
                    } finally {
                        trail.add("unwound");
                    }
                }))
                .hasMessageStartingWith("The event loop could not go on: ");
        assertThatThrownBy(() -> ended.createTask(() -> {})).hasMessageStartingWith("The event loop could not go on: ");
        ended.close();
        trail.assertIs("unwound");
    }
}
