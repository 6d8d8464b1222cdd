package io.asyncio.environment;

import io.asyncio.Loop;
import io.asyncio.LoopExtension;
import io.asyncio.LoopObserver;
import io.asyncio.Step;
import io.asyncio.Task;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has each loop observed, for {@code .ci/environments}, by an observer that checks what it is told: on the loop, and each
 * task's events in their order. What is wrong goes to the loop's exception handler, and so fails the test.
 */
public final class ObservedEverywhere implements LoopExtension {
    /** For the service loader. */
    public ObservedEverywhere() {}

    @Override
    public void loopCreated(Loop loop) {
        loop.addObserver(new OrderObserver(loop));
    }

    private static final class OrderObserver implements LoopObserver {
        private final Loop loop;
        private final Map<Task<?>, Boolean> running =
                new HashMap<>(); // the started ones; false of one that is suspended
        private @Nullable Step step;

        OrderObserver(Loop loop) {
            this.loop = loop;
        }

        @Override
        public void stepBegan(Step began) {
            Step before = step;
            step = began;
            check(before == null, () -> began + " begins inside " + before);
        }

        @Override
        public void stepEnded(Step ended) {
            Step before = step;
            step = null;
            check(before != null && before.number() == ended.number(), () -> ended + " ends inside " + before);
        }

        @Override
        public void taskStarted(Task<?> task) {
            check(running.put(task, true) == null, () -> task + " starts again");
        }

        @Override
        public void taskSuspended(Task<?> task, @Nullable Object on) {
            check(running.replace(task, true, false), () -> task + " suspends, and does not run");
        }

        @Override
        public void taskResumed(Task<?> task) {
            check(running.replace(task, false, true), () -> task + " goes on, and was not suspended");
        }

        @Override
        public void taskDone(Task<?> task, @Nullable Throwable failure) {
            if (loop.isCurrent()) { // else it came too late for a loop that closes
                check(!Objects.equals(running.remove(task), false), () -> task + " ends while it is suspended");
            }
        }

        /** The text is not asked for unless it is needed: a test looks who asks a task for it. */
        private void check(boolean holds, Supplier<String> otherwise) {
            if (!loop.isCurrent()) {
                throw new AssertionError("told in thread " + Thread.currentThread() + ", which does not hold the loop");
            }
            if (!holds) {
                throw new AssertionError(otherwise.get());
            }
        }
    }
}
