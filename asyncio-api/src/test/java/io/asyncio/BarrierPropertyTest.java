package io.asyncio;

import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.LoopTestBase.settle;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.fiber.FiberKind;
import io.asyncio.fiber.TestedFibers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** Tasks come to a barrier and are cancelled, and it is reset and aborted, in any order and any turn. */
class BarrierPropertyTest {
    private static final PropertyLoops LOOPS = new PropertyLoops();

    private enum Step {
        COME,
        CANCEL_FIRST,
        CANCEL_LAST,
        RESET,
        ABORT,
        /** What is ready runs. */
        YIELD
    }

    @AfterContainer
    static void closeLoops() {
        LOOPS.close();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.frequency(
                        Tuple.of(8, Step.COME),
                        Tuple.of(2, Step.CANCEL_FIRST),
                        Tuple.of(2, Step.CANCEL_LAST),
                        Tuple.of(1, Step.RESET),
                        Tuple.of(1, Step.ABORT),
                        Tuple.of(4, Step.YIELD))
                .list()
                .ofMaxSize(40);
    }

    @Provide
    Arbitrary<FiberKind> fibers() {
        return Arbitraries.of(TestedFibers.kinds());
    }

    @Property(tries = 1500, shrinking = ShrinkingMode.BOUNDED)
    void eachRoundIsFullAndGivesEachIndexOnce(
            @ForAll("fibers") FiberKind kind,
            @ForAll("steps") List<Step> steps,
            @ForAll @IntRange(min = 1, max = 4) int parties) {
        LOOPS.run(kind, loop -> {
            loop.setExceptionHandler((l, context) -> {}); // what tasks end with is looked at later than their turn
            Run run = new Run(loop, parties);
            loop.runUntilComplete(() -> {
                steps.forEach(run::take);
                settle();
                run.assertHolds();
            });
        });
    }

    private static final class Run {
        private final Loop loop;
        private final Barrier barrier;
        private final List<Task<Integer>> coming = new ArrayList<>();
        private final List<List<Task<Integer>>> rounds = new ArrayList<>();
        private final List<Task<Integer>> sentAway = new ArrayList<>();
        private boolean broken;

        Run(Loop loop, int parties) {
            this.loop = loop;
            this.barrier = new Barrier(parties);
        }

        void take(Step step) {
            switch (step) {
                case COME -> come();
                case CANCEL_FIRST -> cancel(0);
                case CANCEL_LAST -> cancel(coming.size() - 1);
                case RESET -> {
                    barrier.reset();
                    sendAway(false);
                }
                case ABORT -> {
                    barrier.abort();
                    sendAway(true);
                }
                case YIELD -> sleepMs(0);
            }
            assertThat(barrier.nWaiting()).isEqualTo(coming.size());
            assertThat(barrier.isBroken()).isEqualTo(broken);
        }

        private void come() {
            Task<Integer> task = loop.createTask(TaskOptions.defaults().withEagerStart(), barrier::await);
            if (broken) {
                sentAway.add(task);
                return;
            }
            coming.add(task);
            if (coming.size() == barrier.parties()) {
                rounds.add(List.copyOf(coming));
                coming.clear();
            }
        }

        /** Who waits, or who goes on in the last round and has not run. */
        private void cancel(int index) {
            if (!coming.isEmpty()) {
                coming.remove(index).cancel();
            } else if (!rounds.isEmpty()) {
                rounds.get(rounds.size() - 1).get(0).cancel();
            }
        }

        private void sendAway(boolean nowBroken) {
            broken = nowBroken;
            sentAway.addAll(coming);
            coming.clear();
        }

        void assertHolds() {
            assertThat(sentAway)
                    .allSatisfy(task -> assertThat(task.exception()).isInstanceOf(BrokenBarrierException.class));
            assertThat(coming).noneMatch(Future::done);
            for (List<Task<Integer>> round : rounds) {
                List<Integer> indices = round.stream()
                        .filter(task -> !task.cancelled())
                        .map(Future::result)
                        .toList();
                List<Integer> expected = new ArrayList<>(
                        IntStream.range(0, indices.size() - 1).boxed().toList());
                expected.add(barrier.parties() - 1); // of the last one, which was never suspended
                assertThat(indices).isEqualTo(expected);
            }
        }
    }
}
