package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SemaphoreTest extends LoopTestBase {
    @Test
    void permitsAreTakenInTheOrderOfArrival() {
        Semaphore semaphore = new Semaphore(2);
        run(() -> {
            for (int i = 0; i < 5; i++) {
                int n = i;
                createTask(() -> {
                    try (Held held = semaphore.hold()) {
                        trail.add(n + "@" + Math.round(loop.time() * 1000));
                        sleepMs(10);
                    }
                });
            }
            sleepMs(100);
        });
        trail.assertIs("0@0", "1@0", "2@10", "3@10", "4@20");
        assertThat(semaphore).hasToString("Semaphore[free=2, waiters=0]");
    }

    @Test
    void nobodyOvertakesAWaiterThatWasWokenAndHasNotRunYet() {
        Semaphore semaphore = new Semaphore(0);
        run(() -> {
            createTask(() -> {
                semaphore.acquire();
                trail.add("waiter");
            });
            sleepMs(0);
            semaphore.release();
            semaphore.release();
            assertThat(semaphore.locked()).isTrue();
            semaphore.acquire();
            trail.add("late, though there was a permit");
        });
        trail.assertIs("waiter", "late, though there was a permit");
        assertThat(semaphore).hasToString("Semaphore[free=0, waiters=0]");
    }

    @Test
    void aReleasedPermitCannotBeTakenFromTheOneItWasGivenTo() {
        Semaphore semaphore = new Semaphore(0);
        run(() -> {
            createTask(() -> {
                semaphore.acquire();
                trail.add("waiter");
            });
            sleepMs(0);
            semaphore.release();
            assertThat(semaphore.locked()).isTrue();
            createTask(() -> {
                semaphore.acquire();
                trail.add("late");
            });
            settle();
            semaphore.release();
            settle();
            semaphore.release();
            assertThat(semaphore.locked()).isFalse();
        });
        trail.assertIs("waiter", "late");
    }

    @Test
    void aPermitGivenToACancelledWaiterGoesToTheNextOrIsFree() {
        Semaphore semaphore = new Semaphore(0);
        run(() -> {
            Task<?> first = createTask(semaphore::acquire);
            Task<?> second = createTask(semaphore::acquire);
            sleepMs(0);
            semaphore.release();
            first.cancel();
            settle();
            assertThat(first.cancelled()).isTrue();
            assertThat(second.done() && !second.cancelled()).isTrue();
            Task<?> third = createTask(semaphore::acquire);
            sleepMs(0);
            semaphore.release();
            third.cancel();
            settle();
            assertThat(semaphore).hasToString("Semaphore[free=1, waiters=0]");
            assertThat(semaphore.locked()).isFalse();
        });
    }

    @Test
    void itGrowsBeyondAllThatItCouldBeginWith() {
        Semaphore semaphore = new Semaphore(Integer.MAX_VALUE);
        run(() -> {
            semaphore.release();
            assertThat(semaphore).hasToString("Semaphore[free=2147483648, waiters=0]");
            Task<?> waiter = createTask(semaphore::acquire);
            semaphore.acquire();
            semaphore.release();
            await(waiter);
        });
    }

    @Test
    void aSemaphoreMayGrowABoundedOneMayNot() {
        run(() -> {
            Semaphore semaphore = new Semaphore(1);
            semaphore.release();
            assertThat(semaphore).hasToString("Semaphore[free=2, waiters=0]");
            BoundedSemaphore bounded = new BoundedSemaphore(1);
            bounded.acquire();
            bounded.release();
            assertThatThrownBy(bounded::release)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("BoundedSemaphore released too many times: each release() needs an acquire()");
            assertThat(bounded).hasToString("BoundedSemaphore[free=1, waiters=0]");
        });
    }

    @Test
    void negativePermitsAreRefused() {
        assertThatThrownBy(() -> new Semaphore(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A semaphore's permits must be >= 0, got -1");
        assertThatThrownBy(() -> new BoundedSemaphore(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
