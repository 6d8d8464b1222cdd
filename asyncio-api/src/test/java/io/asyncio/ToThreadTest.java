package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.asyncio.fiber.FiberKind;
import io.micrometer.context.ContextRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ToThreadTest extends LoopTestBase {
    private static final ThreadLocal<String> USER = new ThreadLocal<>();
    private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

    @Test
    void theCallBlocksItsThreadAndTheLoopRunsOn() {
        CountDownLatch otherTaskRan = new CountDownLatch(1);
        run(() -> {
            createTask(otherTaskRan::countDown);
            String thread = toThread(() -> {
                otherTaskRan.await();
                return RunningLoop.get() + " " + Thread.currentThread().getName();
            });
            assertThat(thread).startsWith("null asyncio-thread-");
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
    void whatACallThrowsWhenItsLoopHasClosedIsTold() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        loop.setExceptionHandler((failedLoop, context) -> {
            if (context.exception() != null) { // debug mode tells of the task that was pending, too
                trail.add(context.message() + ": " + context.exception());
                told.countDown();
            }
        });
        loop.start();
        loop.createTask(() -> toThread(() -> {
            began.countDown();
            mayEnd.await();
            throw new IOException("late");
        }));
        began.await();
        loop.close();
        mayEnd.countDown();
        told.await();
        trail.assertIs("Exception in a toThread() call whose task was cancelled: java.io.IOException: late");
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

    /** Suspends until a call has run that appends {@code name} to the trail. */
    private void record(BlockingThreads threads, String name) {
        ThreadCall.await(threads, () -> {
            trail.add(name);
            return null;
        });
    }

    /** Takes all places of {@code threads}, until {@code mayEnd}. */
    private static void fill(BlockingThreads threads, int limit, CountDownLatch mayEnd) {
        for (int i = 0; i < limit; i++) {
            threads.execute(() -> {
                try {
                    mayEnd.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    @Test
    void callsOverTheBoundWaitAndTheLoopRunsOn() {
        BlockingThreads threads = new BlockingThreads(2);
        CountDownLatch mayEnd = new CountDownLatch(1);
        run(() -> {
            fill(threads, 1, mayEnd);
            createTask(() -> ThreadCall.await(threads, () -> mayEnd.await(1, TimeUnit.DAYS)));
            List<Task<?>> waiting = new ArrayList<>();
            for (String name : List.of("first", "second", "third")) {
                waiting.add(createTask(() -> record(threads, name)));
            }
            settle();
            assertThat(threads).hasToString("BlockingThreads[limit=2, running=2, waiting=3]");
            trail.add("the loop runs");
            mayEnd.countDown();
            Asyncio.gather(waiting);
        });
        assertThat(trail.steps()).startsWith("the loop runs").contains("first", "second", "third");
    }

    /** As when its loop can be told of nothing any more. */
    @Test
    void aCallThatThrowsGivesItsPlaceUp() {
        BlockingThreads threads = new BlockingThreads(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        threads.execute(() -> {
            awaitUninterruptibly(mayEnd);
            throw new IllegalStateException("a test's");
        });
        run(() -> {
            Task<?> waiting = createTask(() -> record(threads, "next"));
            settle();
            mayEnd.countDown();
            Asyncio.await(waiting);
            record(threads, "last");
        });
        trail.assertIs("next", "last");
    }

    @Test
    void ofOneThreadTheCallsRunInTheOrderInWhichTheyCame() {
        BlockingThreads threads = new BlockingThreads(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        fill(threads, 1, mayEnd);
        run(() -> {
            List<Task<?>> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String name = "call " + i;
                waiting.add(createTask(() -> record(threads, name)));
            }
            settle();
            mayEnd.countDown();
            Asyncio.gather(waiting);
        });
        assertThat(trail.steps())
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> "call " + i).toList());
    }

    @Test
    void aCallThatIsCancelledWhileItWaitsGivesItsPlaceUpAndNeverRuns() {
        BlockingThreads threads = new BlockingThreads(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        fill(threads, 1, mayEnd);
        run(() -> {
            Task<?> cancelled = createTask(() -> record(threads, "cancelled"));
            settle();
            cancelled.cancel();
            settle();
            assertThat(threads).hasToString("BlockingThreads[limit=1, running=1, waiting=0]");
            sleepMs(1000); // the virtual clock no longer waits for it
            Task<?> next = createTask(() -> record(threads, "next"));
            settle();
            mayEnd.countDown();
            Asyncio.await(next);
        });
        trail.assertIs("next");
    }

    @Test
    void aVirtualClockStandsStillWhileACallWaitsForItsTurn() {
        BlockingThreads threads = new BlockingThreads(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        CountDownLatch settled = new CountDownLatch(1);
        fill(threads, 1, mayEnd);
        run(() -> {
            createTask(() -> sleepMs(1000));
            Task<?> waiting = createTask(() -> record(threads, "runs"));
            createTask(() -> {
                settle();
                settled.countDown();
            });
            createTask(() -> toThread(() -> {
                settled.await();
                mayEnd.countDown();
            }));
            Asyncio.await(waiting);
            assertThat(loop.time()).isZero();
        });
        trail.assertIs("runs");
    }

    @Test
    void aLoopThatClosesGivesUpTheCallsThatWait() {
        BlockingThreads threads = new BlockingThreads(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        fill(threads, 1, mayEnd);
        run(() -> {
            createTask(() -> record(threads, "never"));
            settle();
        });
        loop.close();
        assertThat(threads).hasToString("BlockingThreads[limit=1, running=1, waiting=0]");
        mayEnd.countDown();
        trail.assertIs();
    }

    /** As {@code InheritableThreadLocal}s: not those of the call that had the place before. */
    @Test
    void aCallThatHasWaitedHasWhatItInheritsFromItsTask() {
        assumeThat(FiberKind.VIRTUAL.isAvailable()).as("a thread for each call").isTrue();
        BlockingThreads threads = new BlockingThreads(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        fill(threads, 1, mayEnd);
        run(() -> {
            INHERITED.set("ann");
            Task<?> waiting = createTask(() -> {
                INHERITED.set("bob");
                return ThreadCall.await(threads, () -> {
                    trail.add(INHERITED.get());
                    return null;
                });
            });
            settle();
            mayEnd.countDown();
            Asyncio.await(waiting);
        });
        trail.assertIs("bob");
    }

    /** More than the bound: look-ups of names, subprocesses and futures of others go on beside them. */
    @Test
    void theLoopsOwnCallsNeverWaitBehindUsers() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        int limit = BlockingThreads.limitOf(System.getProperty(BlockingThreads.PROPERTY));
        loop.close();
        loop = realTimeLoop();
        run(() -> {
            List<Task<?>> blocked = new ArrayList<>();
            for (int i = 0; i <= limit; i++) {
                blocked.add(createTask(() -> toThread(() -> mayEnd.await())));
            }
            settle();
            FutureTask<String> foreign = new FutureTask<>(() -> "foreign");
            Future<String> wrapped = Asyncio.wrapFuture(foreign);
            try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Asyncio.openConnection("localhost", listening.getLocalPort()).close();
            }
            assertThat(Asyncio.createSubprocessShell("exit 3").await()).isEqualTo(3);
            foreign.run();
            assertThat(Asyncio.await(wrapped)).isEqualTo("foreign");
            assertThat(blocked).noneMatch(Future::done);
            mayEnd.countDown();
            Asyncio.gather(blocked);
        });
    }

    @Test
    void theBoundIsSetByAProperty() {
        assertThat(BlockingThreads.limitOf(null)).isEqualTo(64);
        assertThat(BlockingThreads.limitOf("200")).isEqualTo(200);
        for (String bad : List.of("0", "-1", "many", "")) {
            assertThatThrownBy(() -> BlockingThreads.limitOf(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("-Dio.asyncio.threads=" + bad + " is no number of threads: use one > 0, as 64");
        }
    }
}
