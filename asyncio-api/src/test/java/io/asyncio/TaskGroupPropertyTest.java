package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.taskGroup;
import static io.asyncio.LoopTestBase.yieldTimes;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.fiber.FiberKind;
import io.asyncio.fiber.TestedFibers;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;

/**
 * Random groups, whose blocks, tasks and clean-ups fail in any turn, which are added to and cancelled in any turn:
 * every group ends, after all its tasks, no failure and no cancel is lost, and no group ends a clean-up.
 */
class TaskGroupPropertyTest {
    private static final PropertyLoops LOOPS = new PropertyLoops();
    private static final int LAST_TURN = 12;
    private static final int TURNS_TO_END = 300;

    /** What a task or a block does: so many turns, then tasks of its own or a group within, then its end. */
    record Work(
            boolean eager,
            int turns,
            boolean fails,
            int cleanUp,
            boolean cleanUpFails,
            boolean within,
            List<Work> more) {
        Work asInnermost() {
            return new Work(eager, turns, fails, cleanUp, cleanUpFails, false, more);
        }
    }

    /** In which turn a callback adds a task to the group. */
    record Addition(int turn, Work work) {}

    record Program(Work block, List<Addition> additions, List<Integer> cancels, boolean cancelsComeFirst) {}

    @AfterContainer
    static void closeLoops() {
        LOOPS.close();
    }

    @Provide
    Arbitrary<Program> programs() {
        Arbitrary<Integer> turn = Arbitraries.integers().between(0, LAST_TURN);
        Arbitrary<List<Addition>> additions =
                Combinators.combine(turn, work(1)).as(Addition::new).list().ofMaxSize(3);
        return Combinators.combine(work(3), additions, turn.list().ofMaxSize(2), Arbitraries.of(true, false))
                .as(Program::new);
    }

    private static Arbitrary<Work> work(int depth) {
        Arbitrary<List<Work>> more = depth == 0
                ? Arbitraries.just(List.of())
                : Arbitraries.lazy(() -> work(depth - 1).list().ofMaxSize(3));
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 5),
                        seldom(),
                        Arbitraries.integers().between(0, 4),
                        seldom(),
                        Arbitraries.of(true, false),
                        more)
                .as(Work::new);
    }

    private static Arbitrary<Boolean> seldom() {
        return Arbitraries.frequency(Tuple.of(4, false), Tuple.of(1, true));
    }

    @Provide
    Arbitrary<FiberKind> fibers() {
        return Arbitraries.of(TestedFibers.kinds());
    }

    @Property(tries = 3000, shrinking = ShrinkingMode.BOUNDED)
    void groupsEndAndLoseNothing(@ForAll("fibers") FiberKind kind, @ForAll("programs") Program program) {
        LOOPS.run(kind, loop -> {
            List<ExceptionContext> errors = new ArrayList<>();
            loop.setExceptionHandler((l, context) -> errors.add(context));
            new Run(program).assertHolds(loop);
            assertThat(errors).isEmpty();
        });
    }

    private static final class Failure extends Exception {
        private static final long serialVersionUID = 1;

        Failure(String where) {
            super(where);
        }
    }

    private static final class Run {
        private final Program program;
        private final List<Task<?>> tasks = new ArrayList<>(); // of the groups
        private final List<Throwable> thrown = new ArrayList<>(); // by tasks and blocks
        private final List<Throwable> raised = new ArrayList<>(); // by the outermost group
        private final List<String> cutShort = new ArrayList<>();
        private @Nullable TaskGroup outermost;
        private int cancels;
        private boolean wentOn;

        Run(Program program) {
            this.program = program;
        }

        void assertHolds(Loop loop) {
            loop.runUntilComplete(() -> {
                Task<?> owner = createTask(this::own);
                for (int turn = 0; turn < TURNS_TO_END && !owner.done(); turn++) {
                    act(loop, owner, turn);
                    sleepMs(0);
                }
                assertThat(owner.done()).as("ended, with %s", outermost).isTrue();
                assertThat(owner.cancelled() || owner.exception() == null)
                        .as("%s", owner)
                        .isTrue();
            });
            assertThat(raised).containsExactlyInAnyOrderElementsOf(thrown);
            assertThat(wentOn).as("went on after %s cancels", cancels).isEqualTo(cancels == 0);
            assertThat(cutShort).as("clean-ups cut short").isEmpty();
        }

        private void act(Loop loop, Task<?> owner, int turn) {
            if (program.cancelsComeFirst()) {
                cancel(owner, turn);
            }
            for (Addition addition : program.additions()) {
                if (addition.turn() == turn) {
                    loop.callSoon(() -> addFromOutside(addition.work()));
                }
            }
            if (!program.cancelsComeFirst()) {
                loop.callSoon(() -> cancel(owner, turn));
            }
        }

        private void cancel(Task<?> owner, int turn) {
            if (program.cancels().contains(turn) && turn > 0 && owner.cancel()) {
                cancels++;
            }
        }

        private void addFromOutside(Work work) {
            if (outermost != null) {
                try {
                    add(outermost, work);
                } catch (IllegalStateException refused) {
                    // has ended, or shuts down
                }
            }
        }

        private void own() {
            try {
                group(program.block());
            } catch (TaskGroupException e) {
                collect(e);
            } finally {
                assertThat(tasks).as("done when the group ends").allMatch(Future::done);
            }
            assertThat(currentTask().cancelling()).isEqualTo(cancels);
            sleepMs(0);
            wentOn = true;
        }

        private void collect(TaskGroupException group) {
            for (Throwable failure : group.exceptions()) {
                if (failure instanceof TaskGroupException within) {
                    collect(within);
                } else {
                    raised.add(failure);
                }
            }
        }

        /** Runs a group, which adds what is to be added by callbacks if it is the first. */
        private void group(Work block) {
            List<Task<?>> own = new ArrayList<>();
            try {
                taskGroup(group -> {
                    if (outermost == null) {
                        outermost = group;
                    }
                    block.more().forEach(work -> own.add(add(group, work)));
                    noted(block, null, "block");
                });
            } finally {
                assertThat(own).allMatch(Future::done);
            }
        }

        private Task<?> add(TaskGroup group, Work work) {
            TaskOptions options = work.eager() ? TaskOptions.defaults().withEagerStart() : TaskOptions.defaults();
            Task<?> task = group.createTask(options, () -> noted(work, group, "task"));
            tasks.add(task);
            return task;
        }

        private void noted(Work work, @Nullable TaskGroup group, String who) throws Exception {
            try {
                carryOut(work, group, who);
            } catch (Failure | IllegalStateException e) {
                thrown.add(e);
                throw e;
            }
        }

        private void carryOut(Work work, @Nullable TaskGroup group, String who) throws Failure {
            try {
                yieldTimes(work.turns());
                if (work.within()) {
                    group(work.asInnermost());
                } else if (group != null) {
                    work.more().forEach(task -> add(group, task));
                }
            } catch (CancelledError e) {
                cleanUp(work, who);
                throw e;
            }
            if (work.fails()) {
                throw new Failure(who + " failed");
            }
        }

        private void cleanUp(Work work, String who) throws Failure {
            try {
                yieldTimes(work.cleanUp());
            } catch (CancelledError e) {
                if (who.equals("task")) {
                    cutShort.add(who);
                }
                throw e;
            }
            if (work.cleanUpFails()) {
                throw new Failure(who + " failed in its clean-up");
            }
        }
    }
}
