package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.waitFor;
import static io.asyncio.Scenario.inVirtualTime;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Primitives and queues: no lock, permit, signal, flag or item is lost, and who waits behind the call gets its due. */
final class PrimitiveScenarios {
    private static final double SOON = 1; // in virtual time: fails instead of waiting for ever

    private PrimitiveScenarios() {}

    static List<Scenario> all() {
        return List.of(
                inVirtualTime("Event.await", PrimitiveScenarios::event),
                inVirtualTime("ThreadSafeFlag.await", PrimitiveScenarios::flag),
                inVirtualTime("Lock.hold", trial -> {
                    Lock lock = new Lock();
                    holds(trial, lock.hold(), () -> lock.hold().close(), lock::hold);
                    assertThat(lock).hasToString("Lock[unlocked, waiters=0]");
                }),
                inVirtualTime("Lock.acquire", trial -> {
                    Lock lock = new Lock();
                    holds(trial, lock.hold(), () -> lock.hold().close(), () -> {
                        lock.acquire();
                        return new Held(lock::release);
                    });
                    assertThat(lock).hasToString("Lock[unlocked, waiters=0]");
                }),
                inVirtualTime("Semaphore.hold", trial -> {
                    Semaphore semaphore = new Semaphore(1);
                    holds(trial, semaphore.hold(), () -> semaphore.hold().close(), semaphore::hold);
                    assertThat(semaphore).hasToString("Semaphore[free=1, waiters=0]");
                }),
                inVirtualTime("Semaphore.acquire", trial -> {
                    Semaphore semaphore = new BoundedSemaphore(1);
                    holds(trial, semaphore.hold(), () -> semaphore.hold().close(), () -> {
                        semaphore.acquire();
                        return new Held(semaphore::release);
                    });
                    assertThat(semaphore).hasToString("BoundedSemaphore[free=1, waiters=0]");
                }),
                inVirtualTime("Condition.hold Condition.acquire", trial -> {
                    Condition condition = new Condition();
                    holds(trial, condition.hold(), () -> condition.hold().close(), () -> {
                        condition.acquire();
                        return new Held(condition::release);
                    });
                    assertThat(condition.locked()).isFalse();
                }),
                inVirtualTime("Condition.await", PrimitiveScenarios::condition),
                inVirtualTime("Condition.awaitFor", PrimitiveScenarios::conditionWithPredicate),
                inVirtualTime("Barrier.await", PrimitiveScenarios::barrier),
                inVirtualTime("Queue.put", PrimitiveScenarios::queuePut),
                inVirtualTime("Queue.get", PrimitiveScenarios::queueGet),
                inVirtualTime("Queue.join", PrimitiveScenarios::queueJoin));
    }

    private static void event(Trial trial) throws Exception {
        Event event = new Event();
        trial.later(event::set);
        trial.behind(event::await);
        trial.call(event::await);
        assertThat(event).hasToString("Event[set, waiters=0]");
    }

    private static void flag(Trial trial) throws Exception {
        ThreadSafeFlag flag = new ThreadSafeFlag();
        trial.later(flag::set);
        if (!trial.call(flag::await)) {
            waitFor(flag::await, SOON);
        }
        assertThat(flag).hasToString("ThreadSafeFlag[unset, waiters=0]");
    }

    private interface Holding {
        Held get();
    }

    /** The call gets in a millisecond what {@code held} has, holds it for one more, and then it is the next one's turn. */
    private static void holds(Trial trial, Held held, VoidCoroutine next, Holding holding) throws Exception {
        trial.later(held::close);
        trial.behind(next);
        trial.call(() -> {
            try (Held mine = holding.get()) {
                sleepMs(1);
            }
        });
    }

    /** One signal for two: who got it passes it on, and if the call is cut short, the other gets it. */
    private static void condition(Trial trial) throws Exception {
        Condition condition = new Condition();
        VoidCoroutine waiter = () -> {
            try (Held held = condition.hold()) {
                condition.await();
                condition.signal();
            }
        };
        trial.behind(waiter);
        trial.later(() -> {
            try (Held held = condition.hold()) {
                condition.signal();
                sleepMs(1); // meanwhile, who was signalled waits for the lock
            }
        });
        trial.call(waiter);
        assertThat(condition).hasToString("Condition[unlocked, waiters=0]");
    }

    private static void conditionWithPredicate(Trial trial) throws Exception {
        Condition condition = new Condition();
        int[] items = {0};
        VoidCoroutine taker = () -> {
            try (Held held = condition.hold()) {
                condition.awaitFor(() -> items[0] > 0);
                items[0]--;
            }
        };
        trial.behind(taker);
        for (int i = 0; i < 2; i++) {
            trial.later(() -> {
                try (Held held = condition.hold()) {
                    items[0]++;
                    condition.signal();
                }
            });
        }
        boolean took = trial.call(taker);
        assertThat(items[0]).isEqualTo(took ? 0 : 1);
        assertThat(condition).hasToString("Condition[unlocked, waiters=0]");
    }

    private static void barrier(Trial trial) throws Exception {
        Barrier barrier = new Barrier(2);
        Task<?> other = createTask(() -> {
            sleepMs(1);
            barrier.await();
        });
        trial.call(barrier::await);
        LoopTestBase.settle();
        if (!other.done()) {
            waitFor(barrier::await, SOON);
            LoopTestBase.settle();
        }
        other.result();
        assertThat(barrier).hasToString("Barrier[filling, waiting=0/2]");
    }

    private static void queuePut(Trial trial) throws Exception {
        Queue<Integer> queue = new Queue<>(1);
        List<Integer> got = new ArrayList<>();
        queue.putNoWait(0);
        trial.behind(() -> queue.put(2));
        Task<?> taker = createTask(() -> {
            sleepMs(1);
            while (true) {
                got.add(queue.get());
            }
        });
        boolean put = trial.call(() -> queue.put(1));
        LoopTestBase.settle();
        assertThat(got).isEqualTo(put ? List.of(0, 1, 2) : List.of(0, 2));
        taker.cancel();
        LoopTestBase.settle();
        queue.putNoWait(3); // all places are free
        assertThat(queue.getNoWait()).isEqualTo(3);
    }

    private static void queueGet(Trial trial) throws Exception {
        Queue<Integer> queue = new Queue<>();
        List<Integer> got = new ArrayList<>();
        trial.behind(() -> got.add(queue.get()));
        trial.later(() -> {
            queue.putNoWait(1);
            queue.putNoWait(2);
        });
        boolean gotOne = trial.call(() -> got.add(queue.get()));
        assertThat(queue.size()).isEqualTo(gotOne ? 0 : 1);
        while (!queue.isEmpty()) {
            got.add(queue.getNoWait());
        }
        assertThat(got).containsExactly(1, 2);
    }

    private static void queueJoin(Trial trial) throws Exception {
        Queue<Integer> queue = new Queue<>();
        queue.putNoWait(1);
        trial.later(queue::taskDone);
        trial.call(queue::join);
        waitFor(queue::join, SOON);
    }
}
