package io.asyncio;

import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.LoopTestBase.settle;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.fiber.FiberKind;
import io.asyncio.fiber.TestedFibers;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/** Sets, clears, waiters and cancels in any order and any turn: each set is awaited, cleared or still there. */
class ThreadSafeFlagPropertyTest {
    private static final PropertyLoops LOOPS = new PropertyLoops();

    private enum Step {
        SET,
        CLEAR,
        AWAIT,
        CANCEL,
        /** What is ready runs. */
        YIELD,
        /** A set comes behind what is ready, and so between a wake and the run of who was woken. */
        SET_SOON,
        CANCEL_SOON
    }

    @AfterContainer
    static void closeLoops() {
        LOOPS.close();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.of(Step.class).list().ofMaxSize(25);
    }

    @Provide
    Arbitrary<FiberKind> fibers() {
        return Arbitraries.of(TestedFibers.kinds());
    }

    @Property(tries = 1500, shrinking = ShrinkingMode.BOUNDED)
    void noSetIsLostOrCountsTwice(@ForAll("fibers") FiberKind kind, @ForAll("steps") List<Step> steps) {
        LOOPS.run(kind, loop -> {
            Run run = new Run(loop);
            loop.runUntilComplete(() -> {
                steps.forEach(run::take);
                settle();
                run.assertNoneIsLost();
            });
        });
    }

    private static final class Run {
        private final Loop loop;
        private final ThreadSafeFlag flag = new ThreadSafeFlag();
        private final List<Task<?>> waiting = new ArrayList<>(); // not cancelled
        private int sets;
        private int cleared;
        private int awaited;

        Run(Loop loop) {
            this.loop = loop;
        }

        void take(Step step) {
            switch (step) {
                case SET -> set();
                case CLEAR -> clear();
                case AWAIT -> await();
                case CANCEL -> cancel();
                case YIELD -> sleepMs(0);
                case SET_SOON -> loop.callSoon(this::set);
                case CANCEL_SOON -> loop.callSoon(this::cancel);
            }
        }

        private boolean isSet() {
            return flag.toString().startsWith("ThreadSafeFlag[set");
        }

        private void set() {
            sets += isSet() ? 0 : 1;
            flag.set();
        }

        private void clear() {
            cleared += isSet() ? 1 : 0;
            flag.clear();
        }

        private void await() {
            waiting.removeIf(Future::done);
            boolean refused = !waiting.isEmpty();
            Task<?> task = loop.createTask(TaskOptions.defaults().withEagerStart(), () -> {
                flag.await();
                awaited++;
            });
            if (refused) {
                assertThat(task.exception()).isInstanceOf(IllegalStateException.class);
            } else {
                waiting.add(task);
            }
        }

        private void cancel() {
            waiting.forEach(Task::cancel);
            waiting.clear();
        }

        void assertNoneIsLost() {
            assertThat(awaited + cleared + (isSet() ? 1 : 0)).isEqualTo(sets);
            waiting.removeIf(Future::done);
            assertThat(isSet() && !waiting.isEmpty()).as("set, and not awaited").isFalse();
            assertThat(flag).asString().endsWith("waiters=" + waiting.size() + "]");
        }
    }
}
