package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.fiber.FiberKind;
import io.asyncio.host.Host;
import io.asyncio.host.SchedulerHost;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A loop on a scheduler that somebody else owns. */
class LoopOnSchedulerTest {
    private final Trail trail = new Trail();

    @Test
    void virtualTimeDrivesTheLoop() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        try (Loop loop = Loop.on(time).start()) {
            Task<?> task = loop.createTask(() -> {
                trail.add("asleep");
                sleep(3600);
                trail.add("awake");
            });
            trail.assertIs("asleep");
            time.advanceTimeBy(Duration.ofMinutes(59));
            assertThat(task.done()).isFalse();
            time.advanceTimeBy(Duration.ofMinutes(1));
            assertThat(task.done()).isTrue();
            trail.assertIs("asleep", "awake");
            assertThat(loop.time()).isEqualTo(3600);
        }
    }

    @Test
    void virtualTimeKeepsDeadlineOrderOverManySleeps() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        try (Loop loop = Loop.on(time).start()) {
            for (int i = 1; i <= 3; i++) {
                int pause = i;
                loop.createTask(() -> {
                    for (int n = 0; n < 2; n++) {
                        sleep(Duration.ofHours(pause));
                        trail.add(pause + "@" + (int) (loop.time() / 3600));
                    }
                });
            }
            time.advanceTimeBy(Duration.ofHours(6));
            trail.assertIs("1@1", "2@2", "1@2", "3@3", "2@4", "3@6");
        }
    }

    @Test
    void tasksOfOneLoopNeverOverlapOnAParallelScheduler() {
        try (Loop loop = Loop.on(Schedulers.parallel())) {
            int[] counter = new int[1];
            loop.runUntilComplete(() -> {
                Task<?>[] tasks = new Task<?>[4];
                for (int i = 0; i < tasks.length; i++) {
                    tasks[i] = createTask(() -> {
                        for (int n = 0; n < 1000; n++) {
                            counter[0]++;
                            sleepMs(0);
                        }
                    });
                }
                for (Task<?> task : tasks) {
                    Asyncio.await(task);
                }
            });
            assertThat(counter[0]).isEqualTo(4000);
        }
    }

    @Test
    void closeOnTheSchedulersOwnThreadDoesNotDeadlock() throws Exception {
        Scheduler single = Schedulers.newSingle("mine");
        Loop loop = Loop.on(single).start();
        Task<?> task = loop.createTask(() -> sleep(1e6));
        CountDownLatch closed = new CountDownLatch(1);
        single.schedule(() -> {
            loop.close();
            closed.countDown();
        });
        closed.await();
        assertThat(task.cancelled()).isTrue();
        single.dispose();
    }

    @Test
    void realTimePassesOnAnOrdinaryScheduler() {
        Scheduler single = Schedulers.newSingle("mine");
        try (Loop loop = Loop.on(single)) {
            loop.runUntilComplete(() -> {
                double before = loop.time();
                sleepMs(20);
                assertThat(loop.time() - before).isGreaterThanOrEqualTo(0.02);
            });
        }
        single.dispose();
    }

    @Test
    void aDisposedSchedulerIsAClearError() {
        Scheduler single = Schedulers.newSingle("mine");
        try (Loop loop = Loop.on(single)) {
            single.dispose();
            assertThatThrownBy(loop::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("The scheduler under this event loop takes no more work");
            assertThat(loop.isRunning()).isFalse();
            assertThat(loop.stopped()).isDone();
        }
    }

    @Test
    void aSchedulerWithoutTimersIsRefused() {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        for (Scheduler noTimers : List.of(
                Schedulers.fromExecutorService(thread),
                Schedulers.fromExecutor(Runnable::run),
                Schedulers.fromExecutor(thread, true),
                Schedulers.immediate())) {
            assertThatThrownBy(() -> Loop.on(noTimers))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(noTimers + " runs nothing after a delay")
                    .hasMessageContaining("use Schedulers.newSingle(...)");
        }
        thread.shutdown();
    }

    @Test
    void aSchedulerThatIsDisposedAlreadyIsRefused() {
        Scheduler single = Schedulers.newSingle("mine");
        single.dispose();
        assertThatThrownBy(() -> Loop.on(single))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(" is disposed: use another one");
    }

    @Test
    void aSchedulerWhoseCodeThrowsKeepsNoWorker() {
        for (String failing : List.of("toString", "now", "timer")) {
            FailingScheduler scheduler = new FailingScheduler(failing);
            assertThatThrownBy(() -> Loop.on(scheduler)).hasMessage(failing);
            assertThat(scheduler.workers).as(failing).isZero();
        }
    }

    @Test
    void aLoopThatAnExtensionRefusesKeepsNoWorker() {
        FailingScheduler scheduler = new FailingScheduler("nothing");
        System.setProperty("io.asyncio.watchdog", "soon");
        try {
            assertThatThrownBy(() -> Loop.on(scheduler)).hasMessageContaining("is no duration");
        } finally {
            System.clearProperty("io.asyncio.watchdog");
        }
        assertThat(scheduler.workers).isZero();
    }

    /** Counts its workers. */
    private static final class FailingScheduler implements Scheduler {
        private final String failing;
        private int workers;

        FailingScheduler(String failing) {
            this.failing = failing;
        }

        private void failIn(String call) {
            if (failing.equals(call)) {
                throw new UnsupportedOperationException(call);
            }
        }

        @Override
        public Disposable schedule(Runnable task) {
            return Disposables.disposed();
        }

        @Override
        public long now(TimeUnit unit) {
            failIn("now");
            return Scheduler.super.now(unit);
        }

        @Override
        public Worker createWorker() {
            workers++;
            return new Worker() {
                @Override
                public Disposable schedule(Runnable task) {
                    return Disposables.disposed();
                }

                @Override
                public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
                    failIn("timer");
                    return Disposables.disposed();
                }

                @Override
                public void dispose() {
                    workers--;
                }
            };
        }

        @Override
        public String toString() {
            failIn("toString");
            return "failing in " + failing;
        }
    }

    /** Its worker keeps no order, and runs an alarm while the thread that has set it is still at work. */
    @Test
    void aLoopRunsOnAPoolOfThreads() {
        ScheduledExecutorService pool = Executors.newScheduledThreadPool(4);
        try (Loop loop = Loop.on(Schedulers.fromExecutorService(pool))) {
            int[] counter = new int[1];
            loop.runUntilComplete(() -> {
                for (int i = 0; i < 4; i++) {
                    createTask(() -> {
                        for (int n = 0; n < 500; n++) {
                            counter[0]++;
                            sleepMs(n % 2);
                        }
                    });
                }
                while (counter[0] < 2000) {
                    sleep(1e-6);
                }
            });
        }
        pool.shutdown();
    }

    @Test
    void anAlarmThatRingsBeforeTheLoopIsAsleepIsHeard() {
        Scheduler single = Schedulers.newSingle("mine");
        try (Loop loop = Loop.on(new EarlyAlarms(single))) {
            loop.runUntilComplete(() -> sleepMs(1));
        }
        single.dispose();
    }

    @Test
    void aSchedulerDisposedUnderARunEndsIt() {
        Scheduler single = Schedulers.newSingle("mine");
        try (Loop loop = Loop.on(single)) {
            loop.setDebug(false); // it tells of the task that is pending, too
            loop.setExceptionHandler((l, context) -> trail.add(context.message()));
            assertThatThrownBy(() -> loop.runUntilComplete(() -> {
                        single.dispose();
                        sleep(1000);
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("The event loop could not go on: ")
                    .hasMessageContaining("The scheduler under this event loop takes no more work");
        }
        assertThat(trail.steps()).singleElement().asString().startsWith("The scheduler under this event loop takes");
    }

    /** Nobody tells the loop, and its timers never ring: it finds out when it is to be woken. */
    @Test
    void aSchedulerDisposedUnderALoopThatSleepsEndsTheRunWhenSomebodyWakesIt() throws Exception {
        Scheduler single = Schedulers.newSingle("mine");
        CompletableFuture<Task<?>> sleeps = new CompletableFuture<>();
        try (Loop loop = Loop.on(single)) {
            CompletableFuture<Void> run = CompletableFuture.runAsync(() -> loop.runUntilComplete(() -> {
                sleeps.complete(Asyncio.currentTask());
                sleep(1e6);
            }));
            Task<?> main = sleeps.get(20, TimeUnit.SECONDS);
            while (main.state() != TaskState.PARKED) {
                Thread.onSpinWait();
            }
            CountDownLatch asleep = new CountDownLatch(1);
            single.schedule(asleep::countDown); // behind the drain
            asleep.await();
            single.dispose();
            assertThatThrownBy(() -> loop.callSoonThreadsafe(() -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("The scheduler under this event loop takes no more work");
            assertThatThrownBy(() -> run.get(20, TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("The event loop could not go on: ");
            assertThatThrownBy(() -> loop.callSoonThreadsafe(() -> {}))
                    .hasMessageContaining("make a new one by Loop.create()");
        }
    }

    @Test
    void aSchedulerDisposedInATurnIsReportedAndTheLoopCanBeClosed() throws Exception {
        Scheduler single = Schedulers.newSingle("mine");
        Loop loop = Loop.on(single);
        CountDownLatch reported = new CountDownLatch(1);
        loop.setDebug(false); // it tells of the task that is pending, too
        loop.setExceptionHandler((l, context) -> {
            trail.add(context.message());
            reported.countDown();
        });
        Task<?> task = loop.createTask(() -> {
            single.dispose();
            sleep(1000);
        });
        loop.start();
        reported.await();
        loop.close();
        assertThat(task.cancelled()).isTrue();
        assertThat(trail.steps()).singleElement().asString().startsWith("The scheduler under this event loop takes");
    }

    @Test
    void aLoopThatIsClosedBetweenTwoDrainsReportsNothing() throws Exception {
        Scheduler single = Schedulers.newSingle("mine");
        ClosedBetweenDrains host = new ClosedBetweenDrains(new SchedulerHost(single));
        Loop loop = Loop.on(host, FiberKind.PLATFORM);
        loop.setExceptionHandler((l, context) -> trail.add(context.message()));
        host.closing = loop::close;
        Runnable again = new Runnable() {
            @Override
            public void run() {
                loop.callSoon(this);
            }
        };
        loop.callSoon(again);
        try {
            loop.start();
        } catch (IllegalStateException closedMeanwhile) {
            // by its first drain
        }
        host.closed.await();
        CountDownLatch drained = new CountDownLatch(1);
        single.schedule(drained::countDown);
        drained.await();
        trail.assertIs();
        single.dispose();
    }

    @Test
    void theSchedulerOfALoopIsRefused() {
        try (Loop loop = Loop.create()) {
            assertThatThrownBy(() -> Loop.on(loop.scheduler()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("belongs to an event loop: create tasks on that loop");
        }
    }

    /** Has the loop closed by {@link #closing} when a drain asks for the next one. */
    private static final class ClosedBetweenDrains extends DelegatingHost {
        private final CountDownLatch closed = new CountDownLatch(1);
        private Runnable closing;

        ClosedBetweenDrains(Host host) {
            super(host);
        }

        @Override
        public void executeAgain(Runnable turns) {
            try {
                CompletableFuture.runAsync(closing).join(); // which the close interrupts, in vain
                super.executeAgain(turns);
            } finally {
                closed.countDown();
            }
        }
    }

    /** Returns from scheduling delayed work when that has run, in another thread. */
    private record EarlyAlarms(Scheduler scheduler) implements Scheduler {
        @Override
        public Disposable schedule(Runnable task) {
            return scheduler.schedule(task);
        }

        @Override
        public Worker createWorker() {
            Worker worker = scheduler.createWorker();
            return new Worker() {
                @Override
                public Disposable schedule(Runnable task) {
                    return worker.schedule(task);
                }

                @Override
                public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
                    Executor later = CompletableFuture.delayedExecutor(delay, unit);
                    CompletableFuture.runAsync(task, later).join();
                    return Disposables.disposed();
                }

                @Override
                public void dispose() {
                    worker.dispose();
                }
            };
        }
    }
}
