package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gatherReturnExceptions;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.waitForMs;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.fiber.FiberKind;
import io.asyncio.fiber.TestedFibers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeoutException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** Random programs whose tasks are cancelled and time out at random: nothing is lost or doubled, and all is fair. */
class PrimitivesPropertyTest {
    private static final PropertyLoops LOOPS = new PropertyLoops();
    private static final int NEVER = 1_000_000;

    /** One task of a program: when it begins, how long it holds what it gets, when it gives up or is cancelled. */
    record Actor(int start, int hold, int timeout, int cancelAt) {}

    @AfterContainer
    static void closeLoops() {
        LOOPS.close();
    }

    @Provide
    Arbitrary<List<Actor>> programs() {
        Arbitrary<Integer> soon = Arbitraries.integers().between(0, 10);
        Arbitrary<Integer> seldom = Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.just(NEVER)), Tuple.of(1, soon));
        return Combinators.combine(soon, Arbitraries.integers().between(0, 3), seldom, seldom)
                .as(Actor::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(25);
    }

    @Provide
    Arbitrary<FiberKind> fibers() {
        return Arbitraries.of(TestedFibers.kinds());
    }

    @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
    void aLockHasOneHolderAndServesInOrder(@ForAll("fibers") FiberKind kind, @ForAll("programs") List<Actor> program) {
        Lock lock = new Lock();
        Holders holders = new Holders(1);
        run(kind, program, (number, actor) -> {
            holders.asked.add(number);
            try (Held held = lock.hold()) {
                holders.hold(number, actor);
            }
        });
        holders.assertServedInOrder();
        assertThat(lock).hasToString("Lock[unlocked, waiters=0]");
    }

    @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
    void aSemaphoreLosesNoPermitAndServesInOrder(
            @ForAll("fibers") FiberKind kind,
            @ForAll("programs") List<Actor> program,
            @ForAll @IntRange(min = 1, max = 4) int permits) {
        BoundedSemaphore semaphore = new BoundedSemaphore(permits);
        Holders holders = new Holders(permits);
        run(kind, program, (number, actor) -> {
            holders.asked.add(number);
            try (Held held = semaphore.hold()) {
                holders.hold(number, actor);
            }
        });
        holders.assertServedInOrder();
        assertThat(semaphore).hasToString("BoundedSemaphore[free=" + permits + ", waiters=0]");
    }

    @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
    void aQueueLosesAndDoublesNoItemAndKeepsTheirOrder(
            @ForAll("fibers") FiberKind kind,
            @ForAll("programs") List<Actor> program,
            @ForAll @IntRange(max = 3) int maxSize) {
        Queue<Integer> queue = new Queue<>(maxSize);
        List<Integer> put = new ArrayList<>();
        List<Integer> got = new ArrayList<>();
        run(kind, program, (number, actor) -> {
            if (number % 2 == 0) {
                queue.put(number);
                put.add(number);
            } else {
                got.add(queue.get());
            }
        });
        while (!queue.isEmpty()) {
            got.add(queue.getNoWait());
        }
        assertThat(got).isEqualTo(put);
    }

    @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
    void aBufferOverConditionsLosesNoSignal(@ForAll("fibers") FiberKind kind, @ForAll("programs") List<Actor> program) {
        Lock lock = new Lock();
        Condition notFull = new Condition(lock);
        Condition notEmpty = new Condition(lock);
        Deque<Integer> buffer = new ArrayDeque<>();
        List<Integer> put = new ArrayList<>();
        List<Integer> got = new ArrayList<>();
        List<Integer> waiting = new ArrayList<>();
        Step step = (number, actor) -> {
            waiting.add(number);
            try (Held held = lock.hold()) {
                if (number % 2 == 0) {
                    notFull.awaitFor(() -> buffer.size() < 2);
                    buffer.add(number);
                    put.add(number);
                    notEmpty.signal();
                } else {
                    notEmpty.awaitFor(() -> !buffer.isEmpty());
                    got.add(buffer.remove());
                    notFull.signal();
                }
            } finally {
                waiting.remove(number);
            }
        };
        run(kind, program, step, () -> assertThat(waiting)
                .as("waiting although the buffer holds %s", buffer)
                .noneMatch(number -> number % 2 == 0 ? buffer.size() < 2 : !buffer.isEmpty()));
        got.addAll(buffer);
        assertThat(got).isEqualTo(put);
        assertThat(lock).hasToString("Lock[unlocked, waiters=0]");
    }

    private interface Step {
        void run(Integer number, Actor actor) throws Exception;
    }

    private static void run(FiberKind kind, List<Actor> program, Step step) {
        run(kind, program, step, () -> {});
    }

    /** Runs each actor as a task, then ends those that still wait; fails if one ends by another error. */
    private static void run(FiberKind kind, List<Actor> program, Step step, Runnable atRest) {
        LOOPS.run(kind, loop -> {
            loop.runUntilComplete(() -> {
                List<Task<?>> tasks = new ArrayList<>();
                List<Handle> cancels = new ArrayList<>();
                for (Actor actor : program) {
                    Integer number = tasks.size();
                    Task<?> task = createTask(() -> {
                        sleepMs(actor.start());
                        limited(() -> step.run(number, actor), actor.timeout());
                    });
                    tasks.add(task);
                    cancels.add(loop.callLater(actor.cancelAt() / 1e3, task::cancel));
                }
                sleepMs(1000);
                atRest.run();
                tasks.forEach(Task::cancel);
                gatherReturnExceptions(tasks);
                assertThat(tasks).allMatch(task -> task.cancelled() || task.exception() == null);
                cancels.forEach(Handle::cancel);
            });
        });
    }

    private static void limited(VoidCoroutine body, int timeout) {
        try {
            waitForMs(body, timeout);
        } catch (TimeoutException gaveUp) {
            // as the program has it
        }
    }

    /** Who asked, who got it, and how many hold it now. */
    private static final class Holders {
        private final int limit;
        final List<Integer> asked = new ArrayList<>();
        private final List<Integer> served = new ArrayList<>();
        private int now;

        Holders(int limit) {
            this.limit = limit;
        }

        void hold(Integer number, Actor actor) {
            served.add(number);
            assertThat(++now).isLessThanOrEqualTo(limit);
            try {
                sleepMs(actor.hold());
            } finally {
                now--;
            }
        }

        void assertServedInOrder() {
            assertThat(served).isEqualTo(askedAndServed());
            assertThat(now).isZero();
        }

        private Collection<Integer> askedAndServed() {
            return asked.stream().filter(served::contains).toList();
        }
    }
}
