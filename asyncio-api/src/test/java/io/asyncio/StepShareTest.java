package io.asyncio;

import static io.asyncio.Asyncio.asCompleted;
import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.shield;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.waitFor;
import static io.asyncio.Asyncio.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;

/** A task that always finds what it asks for lets others in: {@value #SHARE} operations are a step's share. */
class StepShareTest extends LoopTestBase {
    private static final int SHARE = 128;

    /** How many rounds a task makes, of one operation each, before another one that is ready runs. */
    private int roundsBeforeOthers(VoidCoroutine operation) {
        int[] rounds = {0};
        List<Integer> seen = new ArrayList<>();
        run(() -> {
            Task<?> busy = createTask(() -> {
                while (rounds[0] < 2 * SHARE) {
                    operation.run();
                    rounds[0]++;
                }
            });
            Task<?> other = createTask(() -> {
                seen.add(rounds[0]);
                sleepMs(0);
                seen.add(rounds[0]);
            });
            await(busy);
            await(other);
        });
        assertThat(seen).last().as("after another share").isEqualTo(2 * SHARE);
        return seen.get(0);
    }

    @Test
    void whatNeedNotWaitCountsAgainstTheShare() {
        Event set = new Event();
        set.set();
        Queue<Integer> full = new Queue<>();
        IntStream.range(0, 3 * SHARE).forEach(full::putNoWait);
        ThreadSafeFlag flag = new ThreadSafeFlag();
        Lock lock = new Lock();
        Semaphore semaphore = new Semaphore(1);
        Barrier alone = new Barrier(1);
        Future<Integer> done = loop.createFuture();
        done.setResult(1);
        Future<Integer> failed = loop.createFuture();
        failed.setException(new IOException("is there"));
        Map<String, VoidCoroutine> operations = Map.ofEntries(
                Map.entry("Event.await", set::await),
                Map.entry("Lock.acquire", () -> lock.hold().close()),
                Map.entry("Semaphore.acquire", () -> semaphore.hold().close()),
                Map.entry("Queue.put", () -> new Queue<Integer>().put(1)),
                Map.entry("Queue.get", full::get),
                Map.entry("Queue.join", () -> new Queue<Integer>().join()),
                Map.entry("ThreadSafeFlag.await", () -> {
                    flag.set();
                    flag.await();
                }),
                Map.entry("Barrier.await", alone::await),
                Map.entry("await", () -> await(done)),
                Map.entry("waitFor", () -> waitFor(done, 1)),
                Map.entry("waitUntil", () -> waitUntil(ReturnWhen.ALL_COMPLETED, done)),
                Map.entry("waitFor without time", () -> assertThatThrownBy(() -> waitFor(loop.createFuture(), 0))
                        .isInstanceOf(TimeoutException.class)),
                Map.entry("gather", () -> gather(List.of(done, done))),
                Map.entry("gather of a failure", () -> assertThatThrownBy(() -> gather(failed, loop.createFuture()))
                        .hasMessage("is there")),
                Map.entry("asCompleted", () -> asCompleted(done).iterator().next()));
        operations.forEach((name, operation) ->
                assertThat(roundsBeforeOthers(operation)).as(name).isEqualTo(SHARE));
    }

    @Test
    void everySuspensionGivesANewShare() {
        Event set = new Event();
        set.set();
        int[] steps = {0};
        run(() -> {
            Task<?> others = createTask(() -> {
                while (true) {
                    sleepMs(0);
                    steps[0]++;
                }
            });
            for (int i = 0; i < 10; i++) {
                for (int k = 0; k < SHARE; k++) {
                    set.await();
                }
                sleepMs(0);
            }
            others.cancel();
        });
        assertThat(steps[0]).isBetween(9, 10);
    }

    @Test
    void aDeadlineEndsATaskThatNeverWaits() {
        Queue<Integer> queue = new Queue<>();
        try (Loop real = realTimeLoop()) {
            assertThatThrownBy(() -> real.runUntilComplete(() -> Asyncio.timeout(0.01, () -> {
                        while (true) {
                            queue.put(1);
                            queue.get();
                        }
                    })))
                    .isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void aCancelAtTheEndOfTheShareTakesNothing() {
        Lock lock = new Lock();
        Queue<Integer> queue = new Queue<>();
        IntStream.range(0, 2 * SHARE).forEach(queue::putNoWait);
        run(() -> {
            Task<?> locks = createTask(() -> {
                while (true) {
                    lock.acquire();
                    lock.release();
                }
            });
            Task<?> gets = createTask(() -> {
                while (true) {
                    queue.get();
                }
            });
            sleepMs(0);
            locks.cancel();
            gets.cancel();
            settle();
            assertThat(locks.cancelled()).isTrue();
            assertThat(gets.cancelled()).isTrue();
        });
        assertThat(lock.locked()).isFalse();
        assertThat(queue.size()).isEqualTo(SHARE);
    }

    @Test
    void whoComesMeanwhileIsNotOvertaken() {
        Lock lock = new Lock();
        run(() -> {
            Task<?> busy = createTask(() -> {
                for (int i = 0; i < SHARE; i++) {
                    lock.hold().close();
                }
                lock.acquire(); // over the share
                trail.add("busy");
            });
            Task<?> other = createTask(() -> {
                lock.acquire();
                sleepMs(10);
                trail.add("other");
                lock.release();
            });
            await(busy);
            await(other);
        });
        trail.assertIs("other", "busy");
    }

    @Test
    void failuresThatAreAwaitedInARowAreTheAwaitersHoweverManyTheyAre() {
        run(() -> {
            List<Task<Integer>> failing = new ArrayList<>();
            for (int i = 0; i < 3 * SHARE; i++) {
                failing.add(createTask((Coroutine<Integer>) () -> {
                    throw new IOException("in a row");
                }));
            }
            for (Future<Integer> failed :
                    waitUntil(ReturnWhen.ALL_COMPLETED, failing).done()) {
                assertThatThrownBy(() -> await(failed)).hasMessage("in a row");
            }
            settle();
        });
        assertThat(takeErrors()).isEmpty();
    }

    @Test
    void aTaskThatAlwaysUsesUpItsShareKeepsNoFailureFromBeingTold() {
        Event set = new Event();
        set.set();
        run(() -> {
            Task<?> failing = createTask((VoidCoroutine) () -> {
                throw new IOException("nobody awaits it");
            });
            while (takeErrors().isEmpty()) {
                set.await();
            }
            assertThat(failing.done()).isTrue();
        });
    }

    @Test
    void aFailureIsTheAwaitersAlsoAtTheEndOfTheShare() {
        Event set = new Event();
        set.set();
        Map<String, ThrowingConsumer<Task<Integer>>> waits = Map.of(
                "await", failed -> await(failed),
                "waitFor", failed -> waitFor(failed, 1),
                "gather", failed -> gather(failed, failed),
                "await a shield", failed -> await(shield(failed)),
                "asCompleted", failed -> asCompleted(failed).iterator().next().result(),
                "waitUntil",
                        failed -> waitUntil(ReturnWhen.ALL_COMPLETED, failed)
                                .done()
                                .forEach(Future::result));
        waits.forEach((name, wait) -> {
            run(() -> {
                Task<Integer> failing = createTask(name, (Coroutine<Integer>) () -> {
                    throw new IOException(name);
                });
                sleepMs(0);
                for (int k = 0; k < SHARE; k++) {
                    set.await();
                }
                assertThatThrownBy(() -> wait.acceptThrows(failing)).hasMessage(name);
                settle();
            });
            assertThat(takeErrors()).as(name).isEmpty();
        });
    }

    @Test
    void failuresAreToldInTheirOrderAlsoIfOneWaitsForARowOfAwaits() {
        loop.setExceptionHandler((l, context) -> trail.add(context.exception().getMessage()));
        Event set = new Event();
        set.set();
        run(() -> {
            createTask(() -> fail("first"));
            createTask(() -> {
                for (int i = 0; i <= SHARE; i++) {
                    set.await();
                }
                trail.add("the row is over");
            });
            createTask(() -> fail("second"));
            createTask(() -> {
                sleepMs(0);
                fail("third");
            });
            settle();
        });
        trail.assertIs("the row is over", "first", "second", "third");
    }

    private static void fail(String message) throws IOException {
        throw new IOException(message);
    }
}
