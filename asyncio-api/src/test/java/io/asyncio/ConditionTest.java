package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionTest extends LoopTestBase {
    private final Condition condition = new Condition();

    @Test
    void signalsWakeInTheOrderOfArrivalUnderTheLock() {
        run(() -> {
            waiters(4);
            try (Held held = condition.hold()) {
                condition.signal();
                condition.signal(2);
                trail.add("signalled");
                sleepMs(1);
                trail.add("released");
            }
            settle();
            assertThat(condition).hasToString("Condition[unlocked, waiters=1]");
            try (Held held = condition.hold()) {
                condition.signalAll();
            }
            settle();
        });
        trail.assertIs("signalled", "released", "0", "1", "2", "3");
    }

    @Test
    void aCancelledWaiterHoldsTheLockWhenTheErrorIsRaised() {
        run(() -> {
            List<Task<?>> waiters = waiters(1);
            condition.acquire();
            waiters.get(0).cancel();
            settle();
            assertThat(waiters.get(0).done()).as("waits for the lock").isFalse();
            condition.release();
            settle();
            assertThat(waiters.get(0).cancelled()).isTrue();
        });
        trail.assertIs("0 cancelled, locked true");
        assertThat(condition.locked()).isFalse();
    }

    @Test
    void aSignalToAWaiterThatIsCancelledGoesToTheNext() {
        run(() -> {
            List<Task<?>> waiters = waiters(3);
            try (Held held = condition.hold()) {
                condition.signal();
            }
            waiters.get(0).cancel(); // woken, has not run
            settle();
            condition.acquire();
            condition.signal();
            sleepMs(0);
            waiters.get(2).cancel(); // woken, waits for the lock
            condition.release();
            settle();
        });
        trail.assertIs("0 cancelled, locked true", "1", "2 cancelled, locked true");
        assertThat(condition).hasToString("Condition[unlocked, waiters=0]");
    }

    @Test
    void manyCancelsWhileItTakesTheLockAgainAreOneError() {
        run(() -> {
            List<Task<?>> waiters = waiters(1);
            condition.acquire();
            for (int i = 0; i < 3; i++) {
                waiters.get(0).cancel();
                settle();
            }
            condition.release();
            settle();
            assertThat(waiters.get(0).cancelled()).isTrue();
        });
        trail.assertIs("0 cancelled, locked true");
    }

    /** As in CPython; see {@link CancellationTest} for those that come before the first is raised. */
    @Test
    void ofTheCancelsWhileItTakesTheLockAgainTheLastIsRaised() {
        run(() -> {
            for (List<String> cancels : List.of(List.of("a"), List.of("a", "b"), List.of("a", "b", "c"))) {
                Task<?> waiter = waiters(1).get(0);
                condition.acquire();
                for (String message : cancels) {
                    waiter.cancel(message);
                    settle();
                }
                condition.release();
                settle();
                assertThatThrownBy(waiter::result).hasMessage(cancels.get(cancels.size() - 1));
            }
        });
    }

    @Test
    void awaitForAsksUnderTheLockUntilItIsTrue() {
        int[] value = new int[1];
        run(() -> {
            Task<?> waiter = createTask(() -> {
                try (Held held = condition.hold()) {
                    condition.awaitFor(() -> condition.locked() && value[0] == 2);
                    trail.add("value 2");
                }
            });
            for (int i = 1; i <= 2; i++) {
                settle();
                assertThat(waiter.done()).isFalse();
                try (Held held = condition.hold()) {
                    value[0] = i;
                    condition.signalAll();
                }
            }
            settle();
        });
        trail.assertIs("value 2");
    }

    @Test
    void withoutTheLockTheErrorSaysWhatToDo() {
        run(() -> {
            for (Runnable call : List.<Runnable>of(
                    condition::await, condition::signal, condition::signalAll, () -> condition.awaitFor(() -> true))) {
                assertThatThrownBy(call::run)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("Cannot call Condition.")
                        .hasMessageEndingWith("on an un-acquired lock: call it inside hold()");
            }
        });
    }

    @Test
    void aLoopThatClosesEndsItsWaiters() {
        List<Task<?>> waiters = new ArrayList<>();
        run(() -> waiters.addAll(waiters(2)));
        loop.close();
        assertThat(waiters).allMatch(Future::cancelled);
    }

    private void awaitSignal(int n) {
        try {
            condition.await();
            trail.add(n);
        } catch (CancelledError e) {
            trail.add(n + " cancelled, locked " + condition.locked());
            throw e;
        }
    }

    private List<Task<?>> waiters(int count) {
        List<Task<?>> waiters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int n = i;
            waiters.add(createTask(() -> {
                try (Held held = condition.hold()) {
                    awaitSignal(n);
                }
            }));
        }
        settle();
        return waiters;
    }
}
