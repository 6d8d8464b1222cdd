package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LockTest extends LoopTestBase {
    private final Lock lock = new Lock();

    @Test
    void waitersGetItInTheOrderTheyCame() {
        run(() -> {
            lock.acquire();
            for (int i = 1; i <= 3; i++) {
                createTask("task " + i, () -> holdFor(0));
            }
            settle();
            trail.add("release");
            lock.release();
            settle();
        });
        trail.assertIs("release", "task 1", "task 2", "task 3");
    }

    @Test
    void aFreeLockDoesNotYield() {
        run(() -> {
            createTask(() -> trail.add("other"));
            lock.acquire();
            lock.release();
            trail.add("main");
        });
        trail.assertIs("main");
    }

    @Test
    void nobodyBargesBetweenReleaseAndTheNextOwnersRun() {
        run(() -> {
            lock.acquire();
            Task<?> waiter = createTask("waiter", () -> holdFor(1));
            sleepMs(0);
            lock.release();
            assertThat(lock.locked()).isFalse();
            lock.acquire();
            trail.add("main again");
            lock.release();
            await(waiter);
        });
        trail.assertIs("waiter", "main again");
    }

    @Test
    void aCancelledWaiterLeavesTheQueue() {
        run(() -> {
            lock.acquire();
            Task<?> first = createTask("first", () -> holdFor(0));
            createTask("second", () -> holdFor(0));
            sleepMs(0);
            first.cancel();
            assertThat(lock).hasToString("Lock[locked, waiters=1]");
            lock.release();
            settle();
            assertThat(first.cancelled()).isTrue();
        });
        trail.assertIs("second");
        assertThat(lock.locked()).isFalse();
    }

    @Test
    void aGrantToACancelledWaiterGoesToTheNext() {
        run(() -> {
            lock.acquire();
            Task<?> first = createTask("first", () -> holdFor(0));
            createTask("second", () -> holdFor(0));
            sleepMs(0);
            lock.release();
            first.cancel();
            settle();
        });
        trail.assertIs("second");
        assertThat(lock.locked()).isFalse();
    }

    @Test
    void aGrantToTheOnlyWaiterWhoIsCancelledFreesTheLock() {
        run(() -> {
            lock.acquire();
            Task<?> only = createTask(() -> holdFor(0));
            sleepMs(0);
            lock.release();
            only.cancel();
            sleepMs(0);
            createTask(() -> trail.add("other"));
            lock.acquire();
            trail.add("free");
        });
        trail.assertIs("free");
    }

    @Test
    void holdReleasesAtTheEndOfTheBlockOnce() {
        run(() -> {
            Held outer;
            try (Held held = lock.hold()) {
                assertThat(lock.locked()).isTrue();
                outer = held;
            }
            assertThat(lock.locked()).isFalse();
            lock.acquire();
            outer.close();
            assertThat(lock.locked()).isTrue();
        });
    }

    @Test
    void releaseOfAFreeLockIsAnError() {
        run(() -> assertThatThrownBy(lock::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Lock is not acquired: call acquire() before release(), or use hold()"));
    }

    @Test
    void anotherLoopMayNotMeddle() throws Exception {
        loop.start();
        loop.createTask(() -> {
                    lock.acquire();
                    createTask(() -> holdFor(0));
                    settle();
                })
                .toCompletableFuture()
                .get();
        assertThatThrownBy(lock::release).hasMessageContaining("use loop.callSoonThreadsafe(lock::release)");
        try (Loop other = realTimeLoop()) {
            assertThatThrownBy(() -> other.runUntilComplete(lock::acquire))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Tasks of another event loop wait here: use one such object per loop");
        }
    }

    @Test
    void whatAnotherThreadIsRefusedIsStillToBeReleased() {
        loop.start();
        Held held = resultOf(loop.createTask(() -> {
            Held mine = lock.hold();
            createTask(() -> holdFor(0));
            settle();
            return mine;
        }));
        assertThatThrownBy(held::close).hasMessageContaining("use loop.callSoonThreadsafe(lock::release)");
        resultOf(loop.createTask(() -> {
            held.close();
            settle();
        }));
        assertThat(lock).hasToString("Lock[unlocked, waiters=0]");
    }

    @Test
    void tasksThatTakeTurnsAllGetTheirTurn() {
        run(() -> gather(this::takeTurns, this::takeTurns));
        assertThat(trail.steps()).hasSize(6);
    }

    private void takeTurns() {
        for (int i = 0; i < 3; i++) {
            holdFor(1);
        }
    }

    private void holdFor(long millis) {
        try (Held held = lock.hold()) {
            trail.add(Asyncio.currentTask().getName());
            sleepMs(millis);
        }
    }
}
