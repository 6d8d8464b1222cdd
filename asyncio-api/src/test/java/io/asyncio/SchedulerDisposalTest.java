package io.asyncio;

import static io.asyncio.Asyncio.sleepMs;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;

/** Disposing single work, workers and the loop's Reactor scheduler itself. */
class SchedulerDisposalTest extends LoopTestBase {
    /** The ways to give work to a scheduler. */
    enum Way {
        DIRECT,
        DIRECT_DELAYED,
        DIRECT_PERIODIC,
        WORKER,
        WORKER_DELAYED,
        WORKER_PERIODIC;

        Disposable submit(Loop loop, Runnable task) {
            Scheduler scheduler = loop.scheduler();
            return switch (this) {
                case DIRECT -> scheduler.schedule(task);
                case DIRECT_DELAYED -> scheduler.schedule(task, 10, MILLISECONDS);
                case DIRECT_PERIODIC -> scheduler.schedulePeriodically(task, 10, 10, MILLISECONDS);
                case WORKER -> scheduler.createWorker().schedule(task);
                case WORKER_DELAYED -> scheduler.createWorker().schedule(task, 10, MILLISECONDS);
                case WORKER_PERIODIC -> scheduler.createWorker().schedulePeriodically(task, 10, 10, MILLISECONDS);
            };
        }

        boolean isPeriodic() {
            return this == DIRECT_PERIODIC || this == WORKER_PERIODIC;
        }
    }

    @ParameterizedTest
    @EnumSource
    void disposedBeforeItsRunItNeverRuns(Way way) {
        run(() -> {
            Disposable work = way.submit(loop, () -> trail.add("ran"));
            assertThat(work.isDisposed()).isFalse();
            work.dispose();
            work.dispose();
            assertThat(work.isDisposed()).isTrue();
            sleepMs(100);
        });
        trail.assertIs();
    }

    @ParameterizedTest
    @EnumSource
    void disposedWhileItRunsItEndsUninterruptedAndNeverRunsAgain(Way way) throws Exception {
        loop.start();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch disposed = new CountDownLatch(1);
        Disposable work = way.submit(loop, () -> {
            running.countDown();
            awaitUnlessInterrupted(disposed);
            trail.add("ran");
        });
        running.await();
        assertThat(work.isDisposed()).isFalse();
        work.dispose();
        assertThat(work.isDisposed()).isTrue();
        work.dispose();
        disposed.countDown();
        CountDownLatch later = new CountDownLatch(1);
        loop.scheduler().schedule(later::countDown, 1, TimeUnit.SECONDS);
        later.await();
        trail.assertIs("ran");
    }

    private void awaitUnlessInterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            trail.add("interrupted");
        }
    }

    @ParameterizedTest
    @EnumSource
    void itCountsAsDisposedOnceItWillNotRunAgain(Way way) {
        run(() -> {
            Disposable[] work = new Disposable[1];
            work[0] = way.submit(loop, () -> trail.add(work[0].isDisposed()));
            sleepMs(15);
            trail.assertIs("false");
            assertThat(work[0].isDisposed()).isEqualTo(!way.isPeriodic());
            work[0].dispose();
            assertThat(work[0].isDisposed()).isTrue();
        });
    }

    @Test
    void aDisposedWorkerDisposesAllItsWork() {
        run(() -> {
            Scheduler.Worker worker = loop.scheduler().createWorker();
            List<Disposable> work = IntStream.range(0, 30)
                    .mapToObj(i -> switch (i % 3) {
                        case 0 -> worker.schedule(() -> trail.add("queued"));
                        case 1 -> worker.schedule(() -> trail.add("delayed"), i, MILLISECONDS);
                        default -> worker.schedulePeriodically(() -> trail.add("periodic"), i, i, MILLISECONDS);
                    })
                    .toList();
            assertThat(work).noneMatch(Disposable::isDisposed);
            worker.dispose();
            worker.dispose();
            assertThat(worker.isDisposed()).isTrue();
            assertThat(work).allMatch(Disposable::isDisposed);
            assertThat(loop.core.timers.size()).isZero();
            settle();
        });
        trail.assertIs();
    }

    @Test
    void aWorkerDisposedByAForeignThreadDisposesAllItsWork() throws Exception {
        loop.start();
        Scheduler.Worker worker = loop.scheduler().createWorker();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch disposed = new CountDownLatch(1);
        Disposable first = worker.schedule(() -> {
            running.countDown();
            awaitUnlessInterrupted(disposed);
        });
        running.await();
        List<Disposable> work = IntStream.range(0, 10)
                .mapToObj(i -> worker.schedule(() -> trail.add("ran")))
                .toList();
        worker.dispose();
        assertThat(work).allMatch(Disposable::isDisposed);
        assertThat(first.isDisposed()).isTrue();
        disposed.countDown();
        CountDownLatch later = new CountDownLatch(1);
        loop.scheduler().schedule(later::countDown);
        later.await();
        trail.assertIs();
    }

    @Test
    void aDisposedWorkerRejectsAndLeavesTheOthersAlone() {
        run(() -> {
            Scheduler.Worker worker = loop.scheduler().createWorker();
            Scheduler.Worker other = loop.scheduler().createWorker();
            other.schedule(() -> trail.add("other"));
            worker.dispose();
            assertRejects(worker);
            assertThat(other.isDisposed()).isFalse();
            assertThat(loop.scheduler().isDisposed()).isFalse();
            other.schedule(() -> trail.add("other 2"));
            loop.scheduler().schedule(() -> trail.add("direct"));
            settle();
        });
        trail.assertIs("other", "other 2", "direct");
    }

    @Test
    void aDisposedSchedulerDisposesItsWorkAndThatOfItsWorkers() {
        run(() -> {
            List<Disposable> work = IntStream.range(0, Way.values().length)
                    .mapToObj(i -> Way.values()[i].submit(loop, () -> trail.add("ran")))
                    .toList();
            Scheduler.Worker worker = loop.scheduler().createWorker();
            loop.scheduler().dispose();
            loop.scheduler().dispose();
            assertThat(loop.scheduler().isDisposed()).isTrue();
            assertThat(worker.isDisposed()).isTrue();
            assertThat(work).allMatch(Disposable::isDisposed);
            assertThat(loop.core.timers.size()).isZero();
            assertRejects(worker);
            assertRejects(loop.scheduler());
            sleepMs(100);
        });
        trail.assertIs();
    }

    @Test
    void aDisposedSchedulerLeavesTheLoopAlone() {
        loop.scheduler().dispose();
        run(() -> {
            loop.callSoon(() -> trail.add("callback"));
            sleepMs(1);
            trail.add("task");
        });
        trail.assertIs("callback", "task");
    }

    @Test
    void workersOfADisposedSchedulerAreBornDisposed() {
        loop.scheduler().dispose();
        Scheduler.Worker worker = loop.scheduler().createWorker();
        assertThat(worker.isDisposed()).isTrue();
        assertRejects(worker);
    }

    @Test
    void initDoesNothingWhileTheSchedulerIsNotDisposed() {
        assertThat(loop.scheduler().isDisposed()).isFalse();
        assertThatCode(() -> {
                    loop.scheduler().init();
                    loop.scheduler().init();
                })
                .doesNotThrowAnyException();
        assertThat(loop.scheduler().isDisposed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void initFailsAfterDispose(boolean gracefully) {
        if (gracefully) {
            loop.scheduler().disposeGracefully().block();
        } else {
            loop.scheduler().dispose();
        }
        assertThatThrownBy(() -> loop.scheduler().init())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(loop.scheduler() + " is disposed: take the scheduler of a new event loop");
        assertRejects(loop.scheduler());
    }

    @Test
    @SuppressWarnings("deprecation")
    void aDisposedSchedulerCannotBeRestarted() {
        loop.scheduler().dispose();
        loop.scheduler().start();
        assertThat(loop.scheduler().isDisposed()).isTrue();
    }

    @Test
    void aClosedLoopDisposesItsScheduler() {
        Scheduler.Worker worker = loop.scheduler().createWorker();
        List<Disposable> work = List.of(
                loop.scheduler().schedule(() -> trail.add("direct")),
                worker.schedule(() -> trail.add("worker")),
                worker.schedule(() -> trail.add("delayed"), 1, MILLISECONDS),
                worker.schedulePeriodically(() -> trail.add("periodic"), 1, 1, MILLISECONDS));
        loop.close();
        assertThat(work).allMatch(Disposable::isDisposed);
        assertThat(worker.isDisposed()).isTrue();
        assertThat(loop.scheduler().isDisposed()).isTrue();
        assertRejects(worker);
        assertRejects(loop.scheduler());
        work.forEach(Disposable::dispose);
        trail.assertIs();
    }

    @Test
    void timersInTheHeapAreDisposedWhenTheLoopCloses() {
        List<Disposable> work = new ArrayList<>();
        run(() -> {
            work.add(loop.scheduler().schedule(() -> trail.add("delayed"), 1, TimeUnit.DAYS));
            work.add(loop.scheduler().schedulePeriodically(() -> trail.add("tick"), 1, 1, TimeUnit.DAYS));
        });
        loop.close();
        assertThat(work).allMatch(Disposable::isDisposed);
        trail.assertIs();
    }

    @Test
    void taskEndedByTheClosingLoopIsRejectedToo() {
        loop.createTask(() -> {
            try {
                sleepMs(1000);
            } finally {
                assertRejects(loop.scheduler());
                trail.add("rejected");
            }
        });
        loop.scheduler().schedule(loop::stop);
        loop.runForever();
        loop.close();
        trail.assertIs("rejected");
    }

    @Test
    void workOfALoopThatClosesMeanwhileEitherRunsOrIsDisposed() {
        for (int round = 0; round < 50; round++) {
            Loop closing = realTimeLoop().start();
            CompletableFuture<Void> submitting = CompletableFuture.runAsync(() -> submitUntilRejected(closing));
            closing.close();
            submitting.join();
        }
    }

    private static void submitUntilRejected(Loop closing) {
        List<Disposable> work = new ArrayList<>();
        assertThatThrownBy(() -> {
                    while (true) {
                        work.add(closing.scheduler().schedule(() -> {}));
                        work.add(closing.scheduler().schedule(() -> {}, 1, TimeUnit.DAYS));
                    }
                })
                .isSameAs(Exceptions.failWithRejected());
        closing.scheduler().disposeGracefully().block();
        assertThat(work).allMatch(Disposable::isDisposed);
    }

    private static void assertRejects(Scheduler scheduler) {
        assertRejected(() -> scheduler.schedule(() -> {}));
        assertRejected(() -> scheduler.schedule(() -> {}, 1, MILLISECONDS));
        assertRejected(() -> scheduler.schedulePeriodically(() -> {}, 1, 1, MILLISECONDS));
    }

    private static void assertRejects(Scheduler.Worker worker) {
        assertRejected(() -> worker.schedule(() -> {}));
        assertRejected(() -> worker.schedule(() -> {}, 1, MILLISECONDS));
        assertRejected(() -> worker.schedulePeriodically(() -> {}, 1, 1, MILLISECONDS));
    }

    private static void assertRejected(ThrowingCallable submit) {
        assertThatThrownBy(submit).isSameAs(Exceptions.failWithRejected());
    }
}
