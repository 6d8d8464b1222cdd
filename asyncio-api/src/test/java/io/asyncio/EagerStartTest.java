package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class EagerStartTest extends LoopTestBase {
    private static final TaskOptions EAGER = TaskOptions.defaults().withEagerStart();

    @Test
    void theFirstStepRunsInsideCreateTaskAndNobodyElseMeanwhile() {
        run(() -> {
            createTask(() -> trail.add("other"));
            Task<?> eager = loop.createTask(EAGER, () -> {
                trail.add("first step");
                sleepMs(0);
                trail.add("second step");
            });
            trail.add("creator");
            assertThat(eager.done()).isFalse();
            await(eager);
        });
        trail.assertIs("first step", "creator", "other", "second step");
    }

    @Test
    void aBodyThatNeverSuspendsIsDoneAtOnce() {
        run(() -> {
            assertThat(loop.createTask(EAGER, () -> 1).result()).isEqualTo(1);
            Task<?> failed = loop.createTask(EAGER, () -> {
                throw new IOException("at once");
            });
            assertThatThrownBy(() -> await(failed)).hasMessage("at once");
            settle();
        });
    }

    @Test
    void eachSeesItselfAsTheCurrentTask() {
        run(() -> {
            Task<?> creator = currentTask();
            loop.createTask(TaskOptions.named("outer").withEagerStart(), () -> {
                trail.add(currentTask().getName());
                loop.createTask(TaskOptions.named("inner").withEagerStart(), () -> {
                    trail.add(currentTask().getName());
                    sleepMs(0);
                });
                trail.add(currentTask().getName());
            });
            assertThat(currentTask()).isSameAs(creator);
            settle();
        });
        trail.assertIs("outer", "inner", "outer");
    }

    @Test
    void aCallbackMayStartOne() {
        run(() -> {
            createTask(() -> trail.add("other"));
            loop.callSoon(() -> {
                Task<?> eager = loop.createTask(EAGER, () -> {
                    trail.add("first step");
                    sleepMs(0);
                    trail.add("second step");
                });
                trail.add("callback goes on, done " + eager.done());
            });
            createTask(() -> trail.add("one more"));
            settle();
        });
        trail.assertIs("other", "first step", "callback goes on, done false", "one more", "second step");
    }

    @Test
    void aCancelOfTheCreatorIsRaisedAtItsNextSuspension() {
        run(() -> {
            Task<?> creator = createTask(() -> {
                Task<?> me = currentTask();
                loop.createTask(EAGER, () -> {
                    me.cancel();
                });
                trail.add("created");
                sleepMs(0);
                trail.add("never");
            });
            settle();
            assertThat(creator.cancelled()).isTrue();
        });
        trail.assertIs("created");
    }

    @Test
    void offTheLoopItIsQueuedAsUsual() {
        Task<Integer> task = loop.createTask(EAGER, () -> 1);
        assertThat(task.done()).isFalse();
        assertThat(loop.runUntilComplete(task)).isEqualTo(1);
    }

    @Test
    void aDeepChainOfThem() {
        run(() -> assertThat(await(chain(100))).isEqualTo(100));
    }

    private Task<Integer> chain(int depth) {
        return loop.createTask(EAGER, () -> depth == 0 ? 0 : await(chain(depth - 1)) + 1);
    }
}
