package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.LoopTestBase.settle;
import static io.asyncio.LoopTestBase.yieldTimes;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.fiber.FiberKind;
import io.asyncio.fiber.TestedFibers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
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

/**
 * Random users of a queue, which come, are cancelled and shut it down in any turn: it says what can be got and put,
 * keeps the order, loses and doubles nothing, and all who wait come to an end.
 */
class QueuePropertyTest {
    private static final PropertyLoops LOOPS = new PropertyLoops();
    private static final int LAST_TURN = 6;
    private static final int NEVER = 1_000;

    private enum Act {
        PUT,
        GET,
        PUT_NO_WAIT,
        GET_NO_WAIT
    }

    /** What a task does in which turn, and in which turn it is cancelled, before or after what is ready then. */
    record User(Act act, int turn, int cancelled, boolean cancelledFirst) {}

    record Shutdown(int turn, boolean immediate) {}

    @AfterContainer
    static void closeLoops() {
        LOOPS.close();
    }

    @Provide
    Arbitrary<List<User>> users() {
        Arbitrary<Integer> turn = Arbitraries.integers().between(0, LAST_TURN);
        Arbitrary<Act> act = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of(Act.PUT, Act.GET)),
                Tuple.of(1, Arbitraries.of(Act.PUT_NO_WAIT, Act.GET_NO_WAIT)));
        return Combinators.combine(act, turn, orNever(turn), Arbitraries.of(true, false))
                .as(User::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(14);
    }

    @Provide
    Arbitrary<Shutdown> shutdowns() {
        Arbitrary<Integer> turn = Arbitraries.integers().between(0, LAST_TURN + 2);
        return Combinators.combine(orNever(turn), Arbitraries.of(true, false)).as(Shutdown::new);
    }

    private static Arbitrary<Integer> orNever(Arbitrary<Integer> turn) {
        return Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.just(NEVER)), Tuple.of(1, turn));
    }

    @Provide
    Arbitrary<FiberKind> fibers() {
        return Arbitraries.of(TestedFibers.kinds());
    }

    @Property(tries = 1500, shrinking = ShrinkingMode.BOUNDED)
    void aQueueKeepsTheOrder(
            @ForAll("fibers") FiberKind kind,
            @ForAll("users") List<User> users,
            @ForAll("shutdowns") Shutdown shutdown,
            @ForAll @IntRange(max = 3) int maxSize) {
        Run run = new Run(new Queue<>(maxSize), users, shutdown);
        run.assertHolds(kind);
        assertThat(run.got).isEqualTo(run.put.subList(0, run.got.size()));
    }

    @Property(tries = 500, shrinking = ShrinkingMode.BOUNDED)
    void queuesOfAnotherOrderLoseAndDoubleNothing(
            @ForAll("fibers") FiberKind kind,
            @ForAll("users") List<User> users,
            @ForAll("shutdowns") Shutdown shutdown,
            @ForAll @IntRange(max = 3) int maxSize,
            @ForAll boolean lifo) {
        IntFunction<Queue<Integer>> queues = lifo ? LifoQueue::new : PriorityQueue::new;
        new Run(queues.apply(maxSize), users, shutdown).assertHolds(kind);
    }

    private static final class Run {
        private final Queue<Integer> queue;
        private final List<User> users;
        private final Shutdown shutdown;
        final List<Integer> put = new ArrayList<>();
        final List<Integer> got = new ArrayList<>();
        private int dropped;

        Run(Queue<Integer> queue, List<User> users, Shutdown shutdown) {
            this.queue = queue;
            this.users = users;
            this.shutdown = shutdown;
        }

        void assertHolds(FiberKind kind) {
            LOOPS.run(kind, loop -> {
                loop.runUntilComplete(() -> {
                    List<Task<?>> tasks = new ArrayList<>();
                    for (User user : users) {
                        int number = tasks.size();
                        tasks.add(createTask(() -> use(user, number)));
                    }
                    for (int turn = 0; turn <= LAST_TURN + 2; turn++) {
                        direct(turn, tasks);
                    }
                    settle();
                    assertAtRest();
                    end();
                    assertThat(tasks).allMatch(task -> task.cancelled() || task.exception() == null);
                });
            });
            assertThat(put).doesNotHaveDuplicates().containsAll(got);
            assertThat(got).doesNotHaveDuplicates().hasSize(put.size() - dropped);
        }

        private void direct(int turn, List<Task<?>> tasks) {
            for (int i = 0; i < tasks.size(); i++) {
                if (users.get(i).cancelled() == turn && users.get(i).cancelledFirst()) {
                    tasks.get(i).cancel();
                }
            }
            if (shutdown.turn() == turn) {
                shutDown(shutdown.immediate());
            }
            sleepMs(0);
            for (int i = 0; i < tasks.size(); i++) {
                if (users.get(i).cancelled() == turn && !users.get(i).cancelledFirst()) {
                    tasks.get(i).cancel();
                }
            }
        }

        private void shutDown(boolean immediate) {
            queue.shutdown(immediate);
            if (immediate) {
                dropped = put.size() - got.size();
                assertThat(queue.isEmpty()).isTrue();
            }
        }

        private void use(User user, int number) {
            yieldTimes(user.turn());
            try {
                switch (user.act()) {
                    case PUT -> {
                        queue.put(number);
                        put.add(number);
                    }
                    case GET -> got(queue.get());
                    case PUT_NO_WAIT -> putNoWait(number);
                    case GET_NO_WAIT -> getNoWait();
                }
            } catch (QueueShutDownException e) {
                assertThat(queue).asString().endsWith("shut down]");
            }
        }

        private void got(Integer item) {
            got.add(item);
            queue.taskDone();
        }

        private void putNoWait(int number) {
            boolean full = queue.isFull();
            try {
                queue.putNoWait(number);
                put.add(number);
                assertThat(full).isFalse();
            } catch (QueueFullException e) {
                assertThat(full).isTrue();
            }
        }

        private void getNoWait() {
            int size = queue.size();
            assertThat(queue.isEmpty()).isEqualTo(size == 0);
            try {
                got(queue.getNoWait());
                assertThat(size).isPositive();
                assertThat(queue.size()).isEqualTo(size - 1);
            } catch (QueueEmptyException | QueueShutDownException e) {
                assertThat(size).isZero();
            }
        }

        private void assertAtRest() {
            String state = queue.toString();
            assertThat(queue.maxSize() > 0 && queue.size() > queue.maxSize())
                    .as(state)
                    .isFalse();
            if (!queue.isEmpty() || shutdown.turn() != NEVER) {
                assertThat(state).contains("getters=0");
            }
            if (!queue.isFull() || shutdown.turn() != NEVER) {
                assertThat(state).contains("putters=0");
            }
        }

        /** Gets what is left, and sees that who waits, and who joins, comes to an end. */
        private void end() {
            Task<?> joiner = createTask(queue::join);
            queue.shutdown();
            while (!queue.isEmpty()) {
                got(queue.getNoWait());
            }
            settle();
            assertThat(queue).asString().contains("getters=0, putters=0");
            assertThat(joiner.done()).isTrue();
        }
    }
}
