package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** The task that the callback starts is in its step until it suspends, also while it starts another one. */
    @Test
    void aCallbackGoesOnWhenTheFirstStepIsOverAlsoIfThatStartsOthers() {
        run(() -> {
            loop.callSoon(() -> {
                loop.createTask(EAGER, () -> {
                    trail.add("outer");
                    loop.createTask(EAGER, () -> {
                        trail.add("inner");
                        loop.createTask(EAGER, () -> trail.add("innermost"));
                        trail.add("inner goes on");
                        sleepMs(0);
                        trail.add("inner's second step");
                    });
                    trail.add("outer goes on");
                });
                trail.add("callback goes on");
            });
            settle();
        });
        trail.assertIs(
                "outer",
                "inner",
                "innermost",
                "inner goes on",
                "outer goes on",
                "callback goes on",
                "inner's second step");
    }

    /** What is ready for the next turn stays there: the loop may stop at the end of this one. */
    @Test
    void aCallbackThatStartsOneDoesNotBeginTheNextTurn() {
        loop.callSoon(() -> loop.callSoon(() -> trail.add("next turn")));
        loop.callSoon(() -> {
            loop.createTask(EAGER, () -> trail.add("first step"));
            loop.stop();
        });
        loop.runForever();
        trail.assertIs("first step");
        loop.callSoon(loop::stop);
        loop.runForever();
        trail.assertIs("first step", "next turn");
    }

    /** Not even where the drain's time is up: the creator's step goes on, and what else the thread has to do waits. */
    @Test
    void theLoopsThreadDoesNothingElseMeanwhile() {
        try (Loop real = realTimeLoop()) {
            real.runUntilComplete(() -> {
                sleepMs(1); // a drain of its own
                real.eventLoop().execute(() -> trail.add("event of Netty's"));
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2); // longer than a drain may last
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                for (int i = 0; i < 100; i++) { // the clock is not looked at for each
                    real.createTask(EAGER, () -> {});
                }
                trail.add("step ends");
                sleepMs(1);
            });
        }
        trail.assertIs("step ends", "event of Netty's");
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

    /** On carriers the JVM would take them along with the task that suspends. */
    @Test
    void theMonitorsOfACallbackStayWithIt() throws Exception {
        List<Object> monitors = Stream.generate(Object::new).limit(12).collect(Collectors.toList());
        try (Loop real = realTimeLoop().start()) {
            for (int held = 0; held <= monitors.size(); held++) {
                for (int time = 0; time < 20; time++) {
                    List<Object> toHold = monitors.subList(0, held);
                    CompletableFuture<Task<?>> made = new CompletableFuture<>();
                    real.callSoonThreadsafe(() -> made.complete(holding(toHold, () -> startEagerly(real))));
                    resultOf(made.get(20, TimeUnit.SECONDS));
                    toHold.forEach(EagerStartTest::assertFree);
                }
            }
        }
    }

    private static Task<?> startEagerly(Loop loop) {
        Object own = new Object();
        return loop.createTask(EAGER, () -> {
            synchronized (own) {
                sleepMs(0);
            }
            sleepMs(0);
        });
    }

    private static <T> T holding(List<Object> monitors, Supplier<T> code) {
        if (monitors.isEmpty()) {
            return code.get();
        }
        synchronized (monitors.get(0)) {
            T result = holding(monitors.subList(1, monitors.size()), code);
            assertThat(Thread.holdsLock(monitors.get(0))).isTrue();
            return result;
        }
    }

    private static void assertFree(Object monitor) {
        Thread other = new Thread(() -> {
            synchronized (monitor) {
                assertThat(Thread.holdsLock(monitor)).isTrue();
            }
        });
        other.setDaemon(true);
        other.start();
        assertThatCode(() -> other.join(20_000)).doesNotThrowAnyException();
        assertThat(other.isAlive()).as("somebody holds it for ever").isFalse();
    }
}
