package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TaskTest extends LoopTestBase {
    @Test
    void aTaskThatHasEndedForgetsWhatItsBodyHasCaptured() {
        byte[][] captured = {new byte[1], new byte[2], new byte[3]};
        List<WeakReference<?>> references =
                Stream.of(captured).<WeakReference<?>>map(WeakReference::new).toList();
        List<Task<?>> tasks = new ArrayList<>();
        run(() -> {
            tasks.add(returning(captured[0]));
            tasks.add(failing(captured[1]));
            tasks.add(returning(captured[2]));
            tasks.get(2).cancel("before its first step");
            Asyncio.gatherReturnExceptions(tasks);
        });
        Arrays.fill(captured, null);
        references.forEach(Collectable::assertCollected);
        assertThat(tasks).allMatch(Future::done);
    }

    private static Task<Integer> returning(byte[] captured) {
        return createTask(() -> {
            sleepMs(1);
            return captured.length;
        });
    }

    private static Task<Integer> failing(byte[] captured) {
        return createTask((Coroutine<Integer>) () -> {
            sleepMs(1);
            throw new IOException("captured " + captured.length);
        });
    }

    @Test
    void createTaskNeverRunsTheBodyInline() {
        run(() -> {
            Task<?> task = createTask(() -> trail.add("body"));
            trail.add("created " + task.done());
            await(task);
            trail.add("awaited");
        });
        trail.assertIs("created false", "body", "awaited");
    }

    @Test
    void tasksRunInTheOrderOfTheirCreationAndResumeInTheOrderOfTheirWakes() {
        run(() -> {
            for (int i = 1; i <= 3; i++) {
                int n = i;
                createTask(() -> {
                    trail.add(n + "a");
                    sleepMs(0);
                    trail.add(n + "b");
                });
            }
            settle();
        });
        trail.assertIs("1a", "2a", "3a", "1b", "2b", "3b");
    }

    @Test
    void aWaiterIsResumedThroughTheTailNeverInline() {
        run(() -> {
            Event event = new Event();
            createTask(() -> {
                event.await();
                trail.add("woken");
            });
            sleepMs(0);
            createTask(() -> trail.add("ready before"));
            event.set();
            trail.add("set");
            sleepMs(0);
        });
        trail.assertIs("set", "ready before", "woken");
    }

    @Test
    void awaitersOfOneTaskResumeInTheOrderTheyCame() {
        run(() -> {
            Task<Integer> task = createTask(() -> {
                sleepMs(1);
                return 7;
            });
            for (int i = 0; i < 3; i++) {
                int n = i;
                createTask(() -> trail.add(n + ":" + await(task)));
            }
            sleepMs(2);
        });
        trail.assertIs("0:7", "1:7", "2:7");
    }

    @Test
    void aDoneTaskASetEventAndAPlainCallDoNotYield() {
        run(() -> {
            Task<Integer> done = createTask(() -> 1);
            sleepMs(0);
            createTask(() -> trail.add("other"));
            Event event = new Event();
            event.set();
            event.await();
            await(done);
            await((Coroutine<Integer>) () -> 2);
            trail.add("main");
        });
        trail.assertIs("main");
    }

    @Test
    void awaitRaisesTheOriginalExceptionUnwrapped() {
        IOException failure = new IOException("checked");
        run(() -> {
            Task<Integer> task = createTask((Coroutine<Integer>) () -> {
                throw failure;
            });
            assertThatThrownBy(() -> await(task)).isSameAs(failure);
            assertThatThrownBy(task::await).isSameAs(failure);
            assertThatThrownBy(task::result).isSameAs(failure);
            assertThat(task.exception()).isSameAs(failure);
            try {
                await(task, IOException.class);
            } catch (IOException e) {
                trail.add("caught by its type");
            }
        });
        trail.assertIs("caught by its type");
    }

    @Test
    void oneThrowableMayBeRaisedBySeveralTasksToSeveralAwaiters() {
        IOException failure = new IOException("shared");
        Coroutine<Integer> failing = () -> {
            throw failure;
        };
        run(() -> {
            Task<Integer> first = createTask(failing);
            Task<Integer> second = createTask(failing);
            assertThatThrownBy(() -> Asyncio.gather(first, second)).isSameAs(failure);
            assertThatThrownBy(() -> await(second)).isSameAs(failure);
            Task<?> cancelled = createTask(() -> Asyncio.gather(failing, () -> {
                sleepMs(1);
                throw failure;
            }));
            assertThatThrownBy(() -> await(cancelled)).isSameAs(failure);
            settle();
        });
        assertThat(failure.getSuppressed()).isEmpty();
    }

    @Test
    void anErrorOfATaskIsItsFailure() {
        run(() -> {
            for (Error error : List.of(new StackOverflowError(), new OutOfMemoryError(), new AssertionError("a"))) {
                Task<?> task = createTask(() -> {
                    throw error;
                });
                assertThatThrownBy(() -> await(task)).isSameAs(error);
            }
            Task<Integer> overflowing = createTask(() -> overflow(0));
            assertThatThrownBy(() -> await(overflowing)).isInstanceOf(StackOverflowError.class);
            trail.add("loop runs on");
        });
        trail.assertIs("loop runs on");
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int overflow(int depth) {
        return overflow(depth + 1) + 1;
    }

    @Test
    void aPendingTaskHasNoResultYet() {
        run(() -> {
            Task<Integer> task = createTask("slow", () -> 1);
            assertThatThrownBy(task::result)
                    .isInstanceOf(InvalidStateException.class)
                    .hasMessage("Result is not ready: await Task[slow, new] first");
            assertThatThrownBy(task::exception)
                    .isInstanceOf(InvalidStateException.class)
                    .hasMessage("Exception is not set: await Task[slow, new] first");
            await(task);
            assertThat(task.exception()).isNull();
        });
    }

    @Test
    void onlyTheBodyDecidesTheResult() {
        run(() -> {
            Task<Integer> task = createTask(() -> 1);
            assertThatThrownBy(() -> task.setResult(2))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("Task does not support setResult(): its body returns the result");
            assertThatThrownBy(() -> task.setException(new IOException()))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThat(await(task)).isEqualTo(1);
        });
    }

    @Test
    void aTaskCannotAwaitItself() {
        run(() -> {
            Task<?>[] self = new Task<?>[1];
            self[0] = createTask("self", () -> await(self[0]));
            assertThatThrownBy(() -> await(self[0]))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Task[self, running] cannot await itself");
        });
    }

    @Test
    void tasksHaveNames() {
        run(() -> {
            Task<?> unnamed = createTask(() -> {});
            Task<?> named = createTask("named", () -> trail.add(currentTask().getName()));
            assertThat(unnamed.getName()).startsWith("Task-");
            named.setName("renamed");
            await(named);
            assertThat(named).hasToString("Task[renamed, result=null]");
            assertThatThrownBy(() -> named.setName(null)).isInstanceOf(NullPointerException.class);
        });
        trail.assertIs("renamed");
    }

    @Test
    void currentAndAllTasksFollowWhatRuns() {
        run(() -> {
            Task<?> main = currentTask();
            Task<?> other = createTask(() -> assertThat(currentTask()).isNotSameAs(main));
            assertThat(Asyncio.allTasks()).containsExactly(main, other);
            await(other);
            assertThat(currentTask()).isSameAs(main);
            assertThat(Asyncio.allTasks()).containsExactly(main);
            loop.callSoon(() -> assertThatThrownBy(Asyncio::currentTask).isInstanceOf(NoRunningLoopException.class));
            sleepMs(0);
        });
    }

    @Test
    void whoIsToldOfATasksEndDoesNotFindItAmongAllTasks() {
        List<Task<?>> found = new ArrayList<>();
        run(() -> {
            Task<Integer> task = createTask(() -> 1);
            task.toCompletableFuture().thenRun(() -> found.addAll(loop.allTasks()));
            await(task);
            assertThat(found).containsExactly(currentTask());
        });
    }

    @Test
    void nullBodiesAreRefused() {
        run(() -> {
            assertThatThrownBy(() -> createTask((Coroutine<?>) null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> createTask((VoidCoroutine) null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> createTask(null, () -> {})).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> await(null)).isInstanceOf(NullPointerException.class);
        });
    }

    @Test
    void theStackOfASuspendedTaskShowsWhereItStands() {
        run(() -> {
            Task<?> task = createTask(this::waitHere);
            sleepMs(0);
            assertThat(task.getStack())
                    .extracting(StackTraceElement::getMethodName)
                    .contains("waitHere");
            task.cancel();
            sleepMs(0);
            assertThat(task.getStack()).isEmpty();
        });
    }

    private void waitHere() {
        sleepMs(1_000_000);
    }

    @Test
    void isShownCutThoughItsResultContainsIt() {
        run(() -> {
            Task<?> own = createTask("own", () -> List.of(currentTask()));
            Task<?> record = createTask("record", () -> new Outcome.Success<Task<?>>(currentTask()));
            Task<?> named = createTask("n".repeat(1_000), () -> 1);
            settle();
            assertThat(own).hasToString("Task[own, result=[Task[own, result=...]]]");
            assertThat(record).hasToString("Task[record, result=Success[value=Task[record, result=...]]]");
            assertThat(named).hasToString("Task[" + "n".repeat(200) + "..., result=1]");
        });
    }
}
