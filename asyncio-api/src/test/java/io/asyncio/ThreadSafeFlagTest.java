package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ThreadSafeFlagTest extends LoopTestBase {
    private final ThreadSafeFlag flag = new ThreadSafeFlag();

    @Test
    void aSetFlagIsRememberedCountsOnceAndIsClearedByTheAwait() {
        run(() -> {
            createTask(() -> trail.add("other"));
            flag.set();
            flag.set();
            flag.await();
            trail.add("did not yield");
            assertThat(flag).hasToString("ThreadSafeFlag[unset, waiters=0]");
            Task<?> second = createTask(flag::await);
            settle();
            assertThat(second.done()).isFalse();
            flag.set();
            settle();
            assertThat(second.done()).isTrue();
        });
        trail.assertIs("did not yield", "other");
    }

    @Test
    void clearForgetsASet() {
        run(() -> {
            flag.set();
            flag.clear();
            Task<?> task = createTask(flag::await);
            settle();
            assertThat(task.done()).isFalse();
            task.cancel();
        });
    }

    @Test
    void aSecondWaiterIsRefusedAndTheFirstGoesOn() {
        run(() -> {
            Task<?> first = createTask(flag::await);
            sleepMs(0);
            assertThatThrownBy(flag::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Another task awaits this ThreadSafeFlag: use one flag per waiting task");
            flag.set();
            settle();
            assertThat(first.done() && !first.cancelled()).isTrue();
        });
    }

    @Test
    void aCancelOfTheWokenWaiterLeavesTheFlagSet() {
        run(() -> {
            Task<?> waiter = createTask(flag::await);
            sleepMs(0);
            loop.callSoon(waiter::cancel); // after the wake of the flag, before the waiter runs
            flag.set();
            loop.callSoon(waiter::cancel);
            settle();
            assertThat(waiter.cancelled()).isTrue();
            assertThat(flag).hasToString("ThreadSafeFlag[set, waiters=0]");
            flag.await();
        });
    }

    @Test
    void clearForgetsASetAlsoForATaskThatWaits() {
        run(() -> {
            Task<?> waiter = createTask(flag::await);
            settle();
            flag.set();
            flag.clear();
            settle();
            assertThat(waiter.done()).isFalse();
            flag.set();
            sleepMs(0); // the waiter is ready, and comes behind
            flag.clear();
            settle();
            assertThat(waiter.done()).isFalse();
            flag.set();
            flag.clear();
            flag.set();
            settle();
            assertThat(waiter.done()).isTrue();
            assertThat(flag).hasToString("ThreadSafeFlag[unset, waiters=0]");
        });
    }

    @Test
    void aCancelledWaiterMakesRoomAtOnce() {
        run(() -> {
            Task<?> cancelled = createTask(flag::await);
            sleepMs(0);
            cancelled.cancel();
            Task<?> next = loop.createTask(TaskOptions.defaults().withEagerStart(), flag::await);
            flag.set();
            settle();
            assertThat(cancelled.cancelled()).isTrue();
            assertThat(next.exception()).isNull();
            assertThat(flag).hasToString("ThreadSafeFlag[unset, waiters=0]");
        });
    }

    @Test
    void aWaiterThatIsCancelledAfterItWasWokenMakesRoomAtOnce() {
        run(() -> {
            Task<?> cancelled = createTask(flag::await);
            sleepMs(0);
            loop.callSoon(() -> loop.callSoon(
                    () -> { // the waiter is woken in between, and comes behind
                        cancelled.cancel();
                        loop.createTask(TaskOptions.defaults().withEagerStart(), () -> {
                            flag.await();
                            trail.add("next");
                        });
                    }));
            flag.set();
            settle();
            assertThat(cancelled.cancelled()).isTrue();
        });
        trail.assertIs("next");
    }

    @Test
    void aWaiterThatIsWokenAndHasNotRunIsStillAWaiter() {
        run(() -> {
            Task<?> first = createTask(() -> {
                flag.await();
                trail.add("first");
            });
            sleepMs(0);
            loop.callSoon(() ->
                    loop.callSoon(() -> loop.createTask(TaskOptions.defaults().withEagerStart(), () -> {
                        assertThatThrownBy(flag::await).isInstanceOf(IllegalStateException.class);
                        trail.add("refused");
                    })));
            flag.set();
            settle();
            assertThat(first.done()).isTrue();
        });
        trail.assertIs("refused", "first");
    }

    @Test
    void noSetOfAnotherThreadIsLost() throws Exception {
        try (Loop real = realTimeLoop()) {
            AtomicInteger handled = new AtomicInteger();
            int rounds = 5_000;
            Thread setter = new Thread(() -> {
                for (int i = 1; i <= rounds; i++) {
                    flag.set();
                    while (handled.get() < i) {
                        Thread.yield(); // each set is a wake-up of its own
                    }
                }
            });
            setter.start();
            real.runUntilComplete(() -> {
                while (handled.get() < rounds) {
                    flag.await();
                    handled.incrementAndGet();
                }
            });
            setter.join();
            assertThat(handled).hasValue(rounds);
        }
    }

    @Test
    void noSetOfAnotherThreadIsLostToACancelledWaiter() throws Exception {
        try (Loop real = realTimeLoop()) {
            AtomicInteger handled = new AtomicInteger();
            int rounds = 2_000;
            Thread setter = new Thread(() -> {
                for (int i = 1; i <= rounds; i++) {
                    flag.set();
                    flag.clear();
                    flag.set();
                    while (handled.get() < i) {
                        Thread.yield();
                    }
                }
            });
            setter.start();
            real.runUntilComplete(() -> {
                while (handled.get() < rounds) {
                    Task<?> impatient = createTask(flag::await);
                    sleepMs(0);
                    if (impatient.cancel()) {
                        flag.await(); // the cancelled one has not run
                    }
                    handled.incrementAndGet();
                }
            });
            setter.join();
            assertThat(handled).hasValue(rounds);
        }
    }

    @Test
    void aSetFromOutsideWakesASleepingLoop() throws Exception {
        loop.start();
        Task<String> task = loop.createTask(() -> {
            flag.await();
            return "woken";
        });
        loop.createTask(LoopTestBase::settle).toCompletableFuture().get();
        flag.set();
        assertThat(task.toCompletableFuture().get()).isEqualTo("woken");
    }
}
