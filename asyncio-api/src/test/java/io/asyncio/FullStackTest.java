package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.generate;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.taskGroup;
import static io.asyncio.Asyncio.timeout;
import static io.asyncio.Asyncio.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.fiber.FiberKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/**
 * What a task does at the end of its stack happens as a whole, or not at all, and then the task has its
 * StackOverflowError. Tried at each of the last frames, so that the stack would end at each line of ours.
 */
class FullStackTest extends LoopTestBase {
    private final StackToItsEnd stack = new StackToItsEnd(160);
    private int ticks; // touched on the loop

    @BeforeEach
    void startTicker() {
        loop.createTask("ticker", () -> {
            while (true) {
                sleepMs(1);
                ticks++;
            }
        });
    }

    @AfterEach
    void othersAreUnharmed() {
        run(() -> {
            int before = ticks;
            sleepMs(3);
            assertThat(ticks).isGreaterThan(before);
            await(createTask(() -> sleepMs(0)));
            assertThat(loop.allTasks()).extracting(Task::getName).containsExactly("ticker", "Task-" + numberOfMain());
        });
    }

    @Test
    void aYield() {
        atTheEndOfTheStack(() -> sleepMs(0));
    }

    @Test
    void aSleep() {
        atTheEndOfTheStack(() -> sleepMs(1));
    }

    @Test
    void anEvent() {
        Event event = new Event();
        atTheEndOfTheStack(() -> {
            event.clear();
            loop.callSoon(event::set);
            event.await();
        });
        assertThat(event).hasToString("Event[" + (event.isSet() ? "set" : "unset") + ", waiters=0]");
    }

    @Test
    void wakingOthers() {
        Event event = new Event();
        Task<Integer> waiting = loop.createTask(() -> {
            int wakes = 0;
            for (event.await(); !event.isSet() || ticks >= 0; event.await()) {
                event.clear();
                wakes++;
                trail.add(wakes);
                sleepMs(0);
            }
            return wakes;
        });
        atTheEndOfTheStack(() -> {
            if (!event.isSet()) {
                event.set();
            }
        });
        run(() -> {
            settle();
            assertThat(event.isSet()).isFalse();
            waiting.cancel();
            settle();
        });
        assertThat(trail.steps()).hasSizeBetween(1, stack.done());
    }

    @Test
    void aLock() {
        Lock lock = new Lock();
        Task<?> other = loop.createTask(() -> {
            while (true) {
                lock.acquire();
                sleepMs(0);
                lock.release();
                sleepMs(0);
            }
        });
        boolean[] held = new boolean[1];
        atTheEndOfTheStack(() -> {
            if (!held[0]) {
                lock.acquire();
                held[0] = true;
            }
            lock.release(); // if refused, to be tried again
            held[0] = false;
        });
        run(() -> {
            if (held[0]) {
                lock.release();
            }
            other.cancel();
            settle();
            assertThat(lock.toString()).endsWith("waiters=0]");
        });
    }

    @Test
    void aSemaphore() {
        Semaphore semaphore = new Semaphore(1);
        Task<?> other = loop.createTask(() -> {
            while (true) {
                semaphore.acquire();
                sleepMs(0);
                semaphore.release();
                sleepMs(0);
            }
        });
        boolean[] held = new boolean[1];
        atTheEndOfTheStack(() -> {
            if (!held[0]) {
                semaphore.acquire();
                held[0] = true;
            }
            semaphore.release(); // if refused, to be tried again
            held[0] = false;
        });
        run(() -> {
            if (held[0]) {
                semaphore.release();
            }
            other.cancel();
            settle();
        });
        assertThat(semaphore.toString()).endsWith("waiters=0]");
    }

    @Test
    void aQueue() {
        Queue<Integer> queue = new Queue<>(1);
        List<Integer> put = new ArrayList<>();
        List<Integer> got = new ArrayList<>();
        Task<?> getter = loop.createTask(() -> {
            while (true) {
                got.add(queue.get());
                queue.taskDone();
            }
        });
        atTheEndOfTheStack(() -> {
            int item = put.size();
            queue.put(item);
            put.add(item);
        });
        run(() -> {
            queue.join();
            getter.cancel();
            settle();
        });
        assertThat(got).isEqualTo(put);
        assertThat(queue).hasToString("Queue[size=0/1, getters=0, putters=0]");
    }

    @Test
    void aTask() {
        atTheEndOfTheStack(() -> expect(7, await(createTask(() -> 7))));
    }

    @Test
    void aTaskThatIsStartedEagerly() {
        TaskOptions eager = TaskOptions.defaults().withEagerStart();
        atTheEndOfTheStack(() -> loop.createTask(eager, () -> {
            sleepMs(0);
            return 7;
        }));
    }

    @Test
    void aFuture() {
        List<Future<Integer>> futures = new ArrayList<>();
        List<Task<Integer>> waiting = new ArrayList<>();
        atTheEndOfTheStack(() -> {
            Future<Integer> future = loop.createFuture();
            futures.add(future);
            waiting.add(createTask(() -> await(future)));
            sleepMs(0);
            future.setResult(7);
        });
        run(() -> {
            settle();
            for (Future<Integer> future : futures) {
                if (!future.done()) {
                    future.setResult(8);
                }
            }
            assertThat(gather(waiting)).allMatch(result -> result == 7 || result == 8);
        });
    }

    @Test
    void aGather() {
        atTheEndOfTheStack(
                () -> expect(2, gather(createTask(() -> 1), createTask(() -> 2)).get(1)));
    }

    @Test
    void aTimeout() {
        atTheEndOfTheStack(() -> {
            expect(7, waitFor(createTask(() -> 7), 1));
            timeout(1, () -> sleepMs(0));
        });
    }

    @Test
    void aCondition() {
        Condition condition = new Condition();
        Task<?> other = loop.createTask(() -> {
            while (true) {
                if (!condition.locked()) {
                    try (Held held = condition.hold()) {
                        condition.signalAll();
                    }
                }
                sleepMs(0);
            }
        });
        boolean[] held = new boolean[1];
        atTheEndOfTheStack(() -> {
            if (!held[0]) {
                condition.acquire();
                held[0] = true;
            }
            condition.await();
            condition.release(); // if refused, to be tried again
            held[0] = false;
        });
        run(() -> {
            if (held[0]) {
                condition.release();
            }
            other.cancel();
            settle();
        });
        assertThat(condition).hasToString("Condition[unlocked, waiters=0]");
    }

    @Test
    void aTaskGroup() {
        List<Task<?>> left = new ArrayList<>();
        atTheEndOfTheStack(() -> {
            Task<?>[] children = new Task<?>[2];
            try {
                taskGroup(group -> {
                    children[0] = group.createTask(() -> sleepMs(0));
                    children[1] = group.createTask(() -> 7);
                });
            } catch (TaskGroupException e) {
                throw Sneaky.raise(e.exceptions().get(0));
            } finally {
                for (Task<?> child : children) {
                    if (child != null && !child.done()) {
                        left.add(child);
                    }
                }
            }
        });
        if (kind != FiberKind.CARRIER) { // which cannot leave so deep a stack to wait for them
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aCancelOfAnother() {
        List<Task<?>> others = new ArrayList<>();
        List<Task<?>> halfCancelled = new ArrayList<>();
        atTheEndOfTheStack(() -> {
            Task<?> other = createTask(() -> await(loop.createFuture()));
            others.add(other);
            sleepMs(0);
            try {
                other.cancel();
            } catch (StackOverflowError refused) {
                if (other.cancelling() > 0) {
                    halfCancelled.add(other);
                }
                throw refused;
            }
            sleepMs(0);
            expect(true, other.cancelled());
        });
        assertThat(halfCancelled).isEmpty();
        run(() -> {
            others.forEach(Task::cancel);
            settle();
            assertThat(others).allMatch(Future::cancelled);
        });
    }

    /** One that was refused can be tried again. */
    @Test
    void theCloseOfAGenerator() {
        List<AsyncIterator<Integer>> generators = new ArrayList<>();
        run(() -> {
            for (int i = 0; i < stack.mostTries(); i++) {
                AsyncIterator<Integer> numbers = generate(output -> {
                    for (int n = 0; ; n++) {
                        output.yield(n);
                    }
                });
                expect(0, numbers.next());
                generators.add(numbers);
            }
        });
        int[] closed = {0};
        atTheEndOfTheStack(() -> generators.get(closed[0]++).close());
        run(() -> {
            generators.forEach(AsyncIterator::close);
            settle();
        });
    }

    @Test
    void anotherDeadline() {
        List<Timeout> timeouts = new ArrayList<>();
        List<Task<Boolean>> limited = new ArrayList<>();
        run(() -> {
            for (int i = 0; i < stack.mostTries(); i++) {
                Timeout timeout = Timeout.after(Duration.ofSeconds(1));
                timeouts.add(timeout);
                limited.add(createTask(() -> {
                    assertThatThrownBy(() -> timeout.run(() -> await(loop.createFuture())))
                            .isInstanceOf(TimeoutException.class);
                    return true;
                }));
            }
            sleepMs(0);
        });
        int[] moved = {0};
        atTheEndOfTheStack(() -> timeouts.get(moved[0]++).rescheduleAfter(Duration.ofSeconds(2)));
        run(() -> {
            sleepMs(3000);
            assertThat(limited).allMatch(Future::done);
        });
        timersComeInOrder();
    }

    @Test
    void asCompletedWithADeadline() {
        List<Future<Integer>> futures = List.of(loop.createFuture());
        atTheEndOfTheStack(() -> expect(
                true,
                Asyncio.asCompleted(Duration.ofSeconds(1), futures).iterator().hasNext()));
        run(() -> sleepMs(2000));
        timersComeInOrder();
    }

    @Test
    void theDisposalOfScheduledWork() {
        List<Disposable> works = new ArrayList<>();
        for (int i = 0; i < stack.mostTries(); i++) {
            works.add(loop.scheduler().schedule(() -> {}, 100 + i, TimeUnit.SECONDS));
        }
        int[] disposed = {0};
        atTheEndOfTheStack(() -> works.get(disposed[0]++).dispose());
        timersComeInOrder();
        works.forEach(Disposable::dispose);
    }

    private void timersComeInOrder() {
        List<Integer> called = new ArrayList<>();
        run(() -> {
            for (int i = 0; i < 100; i++) {
                int millis = 1 + i * 37 % 100;
                loop.callLater(millis / 1000.0, () -> called.add(millis));
            }
            sleepMs(1000);
        });
        assertThat(called).hasSize(100).isSorted();
    }

    /** Nobody waits, so that nobody is woken. */
    @Test
    void itemsWithoutWaiting() {
        Queue<Integer> queue = new Queue<>();
        int[] put = {0};
        int[] got = {0};
        int[] finished = {0};
        atTheEndOfTheStack(() -> {
            queue.putNoWait(1);
            put[0]++;
            queue.getNoWait();
            got[0]++;
            queue.taskDone();
            finished[0]++;
        });
        assertThat(queue.size()).isEqualTo(put[0] - got[0]);
        for (int i = finished[0]; i < put[0]; i++) {
            queue.taskDone();
        }
        assertThatThrownBy(queue::taskDone).hasMessageContaining("too many times");
    }

    @Test
    void theCleanUpOfACancelledTask() {
        Task<?> cancelled = loop.createTask(() -> {
            try {
                sleepMs(1_000_000);
            } finally {
                stack.descend(() -> sleepMs(0));
            }
        });
        run(() -> {
            sleepMs(0);
            cancelled.cancel();
            assertThatThrownBy(() -> await(cancelled)).isInstanceOf(StackOverflowError.class);
        });
    }

    @Test
    void theCleanUpOfATaskWhoseLoopCloses() {
        Loop closing = realTimeLoop();
        Task<?> task = closing.createTask(() -> {
            try {
                sleepMs(1_000_000);
            } finally {
                stack.descend(() -> sleepMs(0));
            }
        });
        closing.runUntilComplete(LoopTestBase::settle);
        closing.close();
        assertThat(task.done()).isTrue();
    }

    private void atTheEndOfTheStack(VoidCoroutine operation) {
        run(() -> stack.tryAtItsEnd(operation));
        assertThat(stack.done()).as("done").isLessThan(stack.tries());
        if (kind != FiberKind.CARRIER) { // which cannot leave so deep a stack
            assertThat(stack.done()).as("done").isPositive();
        }
    }

    /** AssertJ would need more of the stack. */
    private static void expect(Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError("expected " + expected + ", got " + actual);
        }
    }

    private static long numberOfMain() {
        return Asyncio.currentTask().number;
    }
}
