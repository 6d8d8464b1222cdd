package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.fiber.FiberKind;
import io.micrometer.context.ContextRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ToThreadTest extends LoopTestBase {
    private static final ThreadLocal<String> USER = new ThreadLocal<>();

    @Test
    void theCallBlocksItsThreadAndTheLoopRunsOn() {
        CountDownLatch otherTaskRan = new CountDownLatch(1);
        run(() -> {
            createTask(otherTaskRan::countDown);
            String thread = toThread(() -> {
                otherTaskRan.await();
                return RunningLoop.get() + " " + Thread.currentThread().getName();
            });
            boolean virtual = FiberKind.VIRTUAL.isAvailable();
            assertThat(thread).startsWith(virtual ? "null asyncio-thread-" : "null boundedElastic-");
            toThread(() -> trail.add("without a value"));
        });
        trail.assertIs("without a value");
    }

    @Test
    void whatItThrowsIsRaisedAsItIs() {
        IOException failure = new IOException("in the thread");
        run(() -> assertThatThrownBy(() -> toThread((Callable<Integer>) () -> {
                    throw failure;
                }))
                .isSameAs(failure));
    }

    @Test
    void aVirtualClockStandsStillMeanwhile() {
        CountDownLatch settled = new CountDownLatch(1);
        run(() -> {
            Task<?> sleeper = createTask(() -> sleepMs(1000));
            createTask(() -> {
                settle();
                settled.countDown();
            });
            toThread(() -> settled.await());
            assertThat(loop.time()).isZero();
            Asyncio.await(sleeper);
            assertThat(loop.time()).isEqualTo(1);
        });
    }

    /** The call may return at the moment at which the loop falls asleep and asks for the next deadline. */
    @Test
    void aVirtualClockStandsStillUntilTheResultIsThere() {
        run(() -> {
            createTask(() -> sleepMs(1000));
            for (int round = 0; round < 2000; round++) {
                toThread(() -> 1);
            }
            assertThat(loop.time()).isZero();
        });
    }

    @Test
    void aCancelledTaskDoesNotWaitAndALateErrorIsReported() {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Event reported = new Event();
        loop.setExceptionHandler((l, context) -> {
            trail.add(context.message() + ": " + context.exception().getMessage());
            reported.set();
        });
        run(() -> {
            Task<?> task = createTask(() -> toThread((Callable<Integer>) () -> {
                began.countDown();
                mayEnd.await();
                throw new IOException("late");
            }));
            settle();
            began.await();
            task.cancel();
            settle();
            assertThat(task.cancelled()).isTrue();
            mayEnd.countDown();
            reported.await();
        });
        trail.assertIs("Exception in a toThread() call whose task was cancelled: late");
    }

    @Test
    void threadLocalsOfTheTaskAreThere() {
        ContextRegistry.getInstance().registerThreadLocalAccessor("user", USER);
        try {
            run(() -> {
                USER.set("ann");
                trail.add(toThread(USER::get));
            });
        } finally {
            ContextRegistry.getInstance().removeThreadLocalAccessor("user");
        }
        trail.assertIs("ann");
    }

    @Test
    void aLoopThatClosesMeanwhileHarmsNothing() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        loop.start();
        Task<?> task = loop.createTask(() -> toThread(() -> {
            began.countDown();
            mayEnd.await();
            ended.countDown();
        }));
        began.await();
        loop.close();
        mayEnd.countDown();
        ended.await();
        assertThat(task.cancelled()).isTrue();
    }

    @Test
    void outsideOfATaskTheErrorSaysWhereToCallIt() {
        assertThatThrownBy(() -> toThread(() -> 1))
                .isInstanceOf(NoRunningLoopException.class)
                .hasMessageContaining("call toThread() inside Asyncio.run(...)");
    }

    @Test
    void anExecutorOfOnesOwnRunsIt() {
        ExecutorService pool = Executors.newSingleThreadExecutor(work -> new Thread(work, "database"));
        IOException failure = new IOException("in the pool");
        ContextRegistry.getInstance().registerThreadLocalAccessor("user", USER);
        try {
            run(() -> {
                USER.set("ann");
                trail.add(toThread(pool, () -> Thread.currentThread().getName() + " for " + USER.get()));
                toThread(pool, () -> trail.add("without a value"));
                assertThatThrownBy(() -> toThread(pool, (Callable<Integer>) () -> {
                            throw failure;
                        }))
                        .isSameAs(failure);
            });
        } finally {
            ContextRegistry.getInstance().removeThreadLocalAccessor("user");
            pool.shutdown();
        }
        trail.assertIs("database for ann", "without a value");
    }

    @Test
    void whatItsExecutorRefusesIsRaised() {
        ExecutorService shutDown = Executors.newSingleThreadExecutor();
        shutDown.shutdown();
        run(() -> {
            assertThatThrownBy(() -> toThread(shutDown, () -> 1)).isInstanceOf(RejectedExecutionException.class);
            sleepMs(1000); // the virtual clock waits for no call
            assertThatThrownBy(() -> toThread(null, () -> 1))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("executor");
            assertThatThrownBy(() -> toThread(shutDown, (Callable<Integer>) null))
                    .hasMessage("call");
        });
    }

    @Test
    void aCallThatIsStillQueuedWhenItsTaskIsCancelledNeverBegins() {
        List<Runnable> queued = new ArrayList<>();
        run(() -> {
            Task<?> task = createTask(() -> toThread(queued::add, () -> trail.add("runs")));
            settle();
            task.cancel();
            settle();
            queued.forEach(Runnable::run);
            sleepMs(1000); // the virtual clock no longer waits for it
        });
        trail.assertIs();
    }

    @Test
    void anExecutorMayRunItAtOnce() {
        run(() -> trail.add(
                toThread(Runnable::run, () -> "in " + Asyncio.currentTask().getName())));
        assertThat(trail.steps()).hasSize(1).first().asString().startsWith("in Task-");
    }
}
