package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.asyncio.fiber.FiberKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of a loop's steps can be seen from outside. */
class StepObserverTest extends LoopTestBase {
    private final LoopObserver observer = new LoopObserver() {
        @Override
        public void stepBegan(Step step) {
            trail.add(step + " begins");
        }

        @Override
        public void stepEnded(Step step) {
            trail.add(step + " ends");
        }

        @Override
        public void failureNeverRetrieved(Task<?> task) {
            trail.add("told on the loop: " + loop.isCurrent());
        }
    };

    @BeforeEach
    void outsideOfDebugMode() {
        loop.setDebug(false); // it names callbacks, and observes
    }

    @Test
    void eachStepBeginsAndEndsAlsoWhereATaskPassesTheLoopOn() {
        loop.addObserver(observer);
        loop.runUntilComplete(loop.createTask("main", () -> {
            createTask("a", () -> sleepMs(0));
            loop.callSoon(() -> trail.add("called"));
            sleepMs(0);
        }));
        trail.assertIs(
                "Task[main] begins",
                "Task[main] ends",
                "Task[a] begins",
                "Task[a] ends",
                "A callback begins",
                "called",
                "A callback ends",
                "Task[main] begins",
                "Task[main] ends");
    }

    /** The tasks that it starts eagerly are in its step until they suspend, however deep they start others. */
    @Test
    void aCallbackThatStartsTasksAtOnceIsOneStep() {
        TaskOptions eager = TaskOptions.defaults().withEagerStart();
        loop.addObserver(observer);
        loop.callSoon(() -> loop.createTask(eager, () -> {
            loop.createTask(eager, () -> {
                trail.add("called");
            });
        }));
        loop.callSoon(loop::stop);
        loop.runForever();
        trail.assertIs("A callback begins", "called", "A callback ends", "A callback begins", "A callback ends");
    }

    @Test
    void aStepThatBeganUnobservedIsNotToldToEnd() {
        assumeThat(loop.observer()).as("who observes the whole JVM").isNull();
        loop.runUntilComplete(loop.createTask("main", () -> {
            loop.addObserver(observer);
            sleepMs(0);
            loop.removeObserver(observer);
            sleepMs(0);
            loop.addObserver(observer);
        }));
        trail.assertIs("Task[main] begins");
    }

    @Test
    void theStepThatRunsIsToldAndMovesOn() {
        run(() -> {
            Step first = loop.currentStep();
            assertThat(first.task()).isSameAs(currentTask());
            assertThat(loop.currentStep().number()).isEqualTo(first.number());
            sleepMs(0);
            assertThat(loop.currentStep().number()).isNotEqualTo(first.number());
            loop.callSoon(() ->
                    trail.add(loop.currentStep() + " of " + loop.currentStep().task()));
            sleepMs(0);
        });
        trail.assertIs("A callback of null");
    }

    @Test
    void whichCallbackRunsIsToldInDebugMode() {
        loop.setDebug(true);
        loop.setSlowCallbackDuration(1e9);
        run(() -> {
            loop.callSoon(() -> trail.add(loop.currentStep().toString().replaceAll(" at .*", "")));
            sleepMs(0);
        });
        trail.assertIs("The callback a lambda of io.asyncio.StepObserverTest, given by Loop.callSoon");
    }

    @Test
    void aTaskHasAThreadWhileItHasAStack() {
        Task<FiberKind> task = loop.createTask(() -> {
            assertThat(currentTask().thread()).isSameAs(Thread.currentThread());
            return FiberKind.of(Thread.currentThread());
        });
        assertThat(task.thread()).isNull();
        assertThat(loop.runUntilComplete(task)).isEqualTo(kind);
        assertThat(task.thread()).isNull();
    }

    @Test
    void whatAnotherThreadHasToTellIsToldOnTheLoop() {
        loop.addObserver(observer);
        run(() -> {
            Task<?> me = currentTask();
            toThread(() -> loop.tellObservers(all -> all.failureNeverRetrieved(me)));
            settle();
        });
        assertThat(trail.steps()).contains("told on the loop: true");
    }
}
