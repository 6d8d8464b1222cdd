package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** The loop as a Reactor scheduler keeps the contract that Reactor's own schedulers keep. */
class LoopSchedulerTest extends LoopTestBase {
    private Scheduler scheduler;

    @BeforeEach
    void getScheduler() {
        scheduler = loop.scheduler();
    }

    @Test
    void aLoopHasOneScheduler() {
        assertThat(loop.scheduler()).isSameAs(scheduler);
    }

    @Test
    void workJoinsTheOneQueueOfTasksAndCallbacks() {
        Scheduler.Worker worker = scheduler.createWorker();
        run(() -> {
            scheduler.schedule(() -> trail.add("direct"));
            createTask(() -> trail.add("task"));
            worker.schedule(() -> trail.add("worker"));
            loop.callSoon(() -> trail.add("callback"));
            worker.schedule(() -> trail.add("worker 2"));
            sleepMs(0);
        });
        trail.assertIs("direct", "task", "worker", "callback", "worker 2");
    }

    @Test
    void workFromAnotherThreadKeepsItsOrder() throws Exception {
        loop.start();
        Scheduler.Worker worker = scheduler.createWorker();
        List<Integer> seen = new ArrayList<>(); // touched on the loop only
        CountDownLatch done = new CountDownLatch(1000);
        for (int i = 0; i < 1000; i++) {
            int n = i;
            worker.schedule(() -> {
                seen.add(n);
                done.countDown();
            });
        }
        done.await();
        assertThat(seen).isSorted().hasSize(1000);
    }

    @Test
    void workIsQueuedUntilTheLoopRuns() {
        scheduler.schedule(() -> trail.add("queued"));
        trail.assertIs();
        run(() -> {});
        trail.assertIs("queued");
    }

    @Test
    void delaysAreOfTheLoopsClock() {
        run(() -> {
            scheduler.schedule(() -> trail.add("two"), 2, SECONDS);
            scheduler.createWorker().schedule(() -> trail.add("one"), 1, SECONDS);
            scheduler.schedule(() -> trail.add("negative"), -1, SECONDS);
            scheduler.schedule(() -> trail.add("never"), Long.MAX_VALUE, SECONDS);
            sleepMs(3000);
        });
        trail.assertIs("negative", "one", "two");
    }

    @Test
    void nowFollowsTheLoopsClock() {
        run(() -> {
            long before = scheduler.now(MILLISECONDS);
            sleepMs(5000);
            assertThat(scheduler.now(MILLISECONDS) - before).isEqualTo(5000);
        });
        try (Loop real = realTimeLoop()) {
            assertThat(real.scheduler().now(MILLISECONDS))
                    .as("wall time, as other schedulers tell")
                    .isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(60_000L));
        }
    }

    @Test
    void periodicWorkKeepsItsRateHoweverLongItTakes() {
        run(() -> {
            double start = loop.time();
            Disposable ticks =
                    scheduler.schedulePeriodically(() -> trail.add(loop.time() - start), 1000, 500, MILLISECONDS);
            sleepMs(2600);
            ticks.dispose();
            sleepMs(10_000);
            assertThat(ticks.isDisposed()).isTrue();
            assertThat(loop.core.timers.size()).isZero();
        });
        trail.assertIs("1.0", "1.5", "2.0", "2.5");
    }

    @Test
    void periodicWorkMayEndItself() {
        Disposable[] self = new Disposable[1];
        int[] runs = new int[1];
        run(() -> {
            self[0] = scheduler
                    .createWorker()
                    .schedulePeriodically(
                            () -> {
                                if (++runs[0] == 3) {
                                    self[0].dispose();
                                }
                            },
                            0,
                            1,
                            SECONDS);
            sleepMs(100_000);
        });
        assertThat(runs[0]).isEqualTo(3);
    }

    @Test
    void aPeriodOfNothingRepeatsWithoutStarvingOthers() {
        int[] runs = new int[1];
        run(() -> {
            Disposable busy = scheduler.schedulePeriodically(() -> runs[0]++, 0, 0, MILLISECONDS);
            settle();
            busy.dispose();
        });
        assertThat(runs[0]).isPositive();
    }

    @Test
    void aHandleIsDisposedOnceItsWorkHasRunOrWasDisposed() {
        run(() -> {
            Disposable[] running = new Disposable[1];
            running[0] = scheduler.schedule(() -> trail.add("while running " + running[0].isDisposed()));
            Disposable disposed = scheduler.schedule(() -> trail.add("must not run"));
            Disposable delayed = scheduler.schedule(() -> trail.add("must not run"), 1, SECONDS);
            assertThat(running[0].isDisposed()).isFalse();
            disposed.dispose();
            disposed.dispose();
            delayed.dispose();
            assertThat(disposed.isDisposed()).isTrue();
            assertThat(delayed.isDisposed()).isTrue();
            sleepMs(2000);
            assertThat(running[0].isDisposed()).isTrue();
        });
        trail.assertIs("while running false");
    }

    @Test
    void disposingRunningWorkDoesNotInterruptTheLoop() throws Exception {
        loop.start();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch disposed = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Disposable work = scheduler.createWorker().schedule(() -> {
            running.countDown();
            try {
                disposed.await();
                trail.add("not interrupted");
            } catch (InterruptedException e) {
                trail.add("interrupted");
            }
            ended.countDown();
        });
        running.await();
        assertThat(work.isDisposed()).isFalse();
        work.dispose();
        assertThat(work.isDisposed()).isTrue();
        disposed.countDown();
        ended.await();
        trail.assertIs("not interrupted");
    }

    @Test
    void disposingADelayFromAnotherThreadLeavesNoTimer() throws Exception {
        try (Loop real = realTimeLoop().start()) {
            for (int i = 0; i < 100; i++) {
                real.scheduler()
                        .schedule(() -> trail.add("must not run"), 1, HOURS)
                        .dispose();
            }
            assertThat(real.createTask(() -> real.core.timers.size())
                            .toCompletableFuture()
                            .get())
                    .isZero();
        }
        trail.assertIs();
    }

    @Test
    void aDisposedWorkerTakesItsWorkAlongAndRejectsMore() {
        Scheduler.Worker worker = scheduler.createWorker();
        List<Disposable> works = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            works.add(worker.schedule(() -> trail.add("must not run")));
            works.add(worker.schedule(() -> trail.add("must not run"), i, SECONDS));
            works.add(worker.schedulePeriodically(() -> trail.add("must not run"), i, 1, SECONDS));
        }
        worker.dispose();
        worker.dispose();
        assertThat(worker.isDisposed()).isTrue();
        assertThat(works).allMatch(Disposable::isDisposed);
        assertRejects(() -> worker.schedule(() -> {}));
        assertRejects(() -> worker.schedule(() -> {}, 1, SECONDS));
        assertRejects(() -> worker.schedulePeriodically(() -> {}, 1, 1, SECONDS));
        scheduler.schedule(() -> trail.add("others go on"));
        run(() -> sleepMs(20_000));
        trail.assertIs("others go on");
    }

    @Test
    void aDisposedSchedulerTakesItsWorkersAlongAndLeavesTheLoopAlone() {
        Scheduler.Worker worker = scheduler.createWorker();
        Disposable work = worker.schedule(() -> trail.add("must not run"));
        Disposable direct = scheduler.schedule(() -> trail.add("must not run"));
        assertThat(scheduler.isDisposed()).isFalse();
        scheduler.dispose();
        scheduler.dispose();
        assertThat(scheduler.isDisposed()).isTrue();
        assertThat(worker.isDisposed()).isTrue();
        assertThat(List.of(work, direct)).allMatch(Disposable::isDisposed);
        assertRejects(() -> worker.schedule(() -> {}));
        assertRejects(() -> scheduler.schedule(() -> {}));
        assertRejects(() -> scheduler.createWorker().schedule(() -> {}));
        run(() -> trail.add("the loop runs on"));
        trail.assertIs("the loop runs on");
    }

    @Test
    void initIsIdempotentUntilDisposed() {
        assertThatCode(() -> {
                    scheduler.init();
                    scheduler.init();
                })
                .doesNotThrowAnyException();
        scheduler.dispose();
        assertThatThrownBy(scheduler::init)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is disposed: take the scheduler of a new event loop");
    }

    @Test
    void aGracefulDisposeLetsQueuedWorkRunAndEndsPeriodicWork() {
        loop.start();
        scheduler.schedule(() -> trail.add("queued"));
        scheduler.createWorker().schedule(() -> trail.add("delayed"), 1, SECONDS);
        Disposable periodic = scheduler.schedulePeriodically(() -> trail.add("must not run"), 500, 1, SECONDS);
        Mono<Void> graceful = scheduler.disposeGracefully();
        assertThat(scheduler.isDisposed()).as("before the subscription").isFalse();
        StepVerifier.create(graceful).verifyComplete();
        StepVerifier.create(graceful).verifyComplete();
        StepVerifier.create(scheduler.disposeGracefully()).verifyComplete();
        assertThat(scheduler.isDisposed()).isTrue();
        assertThat(periodic.isDisposed()).isTrue();
        assertRejects(() -> scheduler.schedule(() -> {}));
        assertThatThrownBy(scheduler::init).isInstanceOf(IllegalStateException.class);
        assertThat(trail.steps()).contains("queued", "delayed");
    }

    @Test
    void aGracefulDisposeWaitsForRunningWorkWhoeverAsks() throws Exception {
        loop.start();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        scheduler.schedule(() -> {
            running.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                trail.add("interrupted");
            }
        });
        running.await();
        List<Mono<Void>> asked = List.of(scheduler.disposeGracefully(), scheduler.disposeGracefully());
        asked.forEach(mono -> StepVerifier.create(mono)
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(20))
                .thenCancel()
                .verify());
        mayEnd.countDown();
        asked.forEach(mono -> StepVerifier.create(mono).verifyComplete());
        trail.assertIs();
    }

    @Test
    void aForcedDisposeEndsAGracefulOne() {
        scheduler.schedule(() -> trail.add("must not run"), 1, SECONDS);
        Mono<Void> graceful = scheduler.disposeGracefully();
        Disposable subscription = graceful.subscribe();
        assertThat(subscription.isDisposed()).isFalse();
        scheduler.dispose();
        StepVerifier.create(graceful).verifyComplete();
        assertThat(subscription.isDisposed()).isTrue();
    }

    @Test
    void aLoopThatClosesDisposesItsScheduler() {
        Disposable queued = scheduler.schedule(() -> trail.add("must not run"));
        Disposable delayed = scheduler.createWorker().schedule(() -> trail.add("must not run"), 1, SECONDS);
        Mono<Void> graceful = scheduler.disposeGracefully();
        graceful.subscribe();
        loop.close();
        StepVerifier.create(graceful).verifyComplete();
        assertThat(List.of(queued, delayed, scheduler)).allMatch(Disposable::isDisposed);
        assertRejects(() -> scheduler.schedule(() -> {}));
        trail.assertIs();
    }

    @Test
    void onScheduleHooksWrapEveryWork() {
        Schedulers.onScheduleHook("trail", task -> () -> {
            trail.add("hook");
            task.run();
        });
        try {
            run(() -> {
                scheduler.schedule(() -> trail.add("direct"));
                scheduler.createWorker().schedule(() -> trail.add("worker"), 1, SECONDS);
                sleepMs(2000);
            });
        } finally {
            Schedulers.resetOnScheduleHook("trail");
        }
        trail.assertIs("hook", "direct", "hook", "worker");
    }

    @Test
    void anErrorGoesToTheExceptionHandlerAndPeriodicWorkGoesOn() {
        IllegalStateException failure = new IllegalStateException("bad work");
        run(() -> {
            Disposable work = scheduler.schedulePeriodically(
                    () -> {
                        throw failure;
                    },
                    0,
                    1,
                    SECONDS);
            sleepMs(1500);
            work.dispose();
        });
        assertThat(takeErrors()).extracting(ExceptionContext::exception).containsExactly(failure, failure);
    }

    @Test
    void anErrorGoesToReactorsHookAsWell() {
        IllegalStateException failure = new IllegalStateException("bad work");
        Thread.UncaughtExceptionHandler[] handlers = new Thread.UncaughtExceptionHandler[2];
        Schedulers.onHandleError(
                "trail", (thread, error) -> trail.add((thread == Thread.currentThread()) + " " + error.getMessage()));
        try {
            run(() -> {
                loop.callSoon(() -> handlers[0] = Thread.currentThread().getUncaughtExceptionHandler());
                scheduler.schedule(() -> Sneaky.raise(failure));
                scheduler.createWorker().schedule(() -> Sneaky.raise(failure), 1, SECONDS);
                sleepMs(2000);
                loop.callSoon(() -> handlers[1] = Thread.currentThread().getUncaughtExceptionHandler());
                sleepMs(0);
            });
        } finally {
            Schedulers.resetOnHandleError("trail");
        }
        trail.assertIs("true bad work", "true bad work");
        assertThat(takeErrors()).extracting(ExceptionContext::exception).containsExactly(failure, failure);
        assertThat(handlers[0]).as("the thread's own").isNotNull().isSameAs(handlers[1]);
    }

    @Test
    void aHookThatThrowsHarmsNothing() {
        IllegalStateException failure = new IllegalStateException("bad work");
        IllegalStateException inHook = new IllegalStateException("bad hook");
        Schedulers.onHandleError("throwing", (thread, error) -> Sneaky.raise(inHook));
        try {
            run(() -> {
                Disposable work = scheduler.schedulePeriodically(() -> Sneaky.raise(failure), 0, 1, SECONDS);
                sleepMs(1500);
                work.dispose();
            });
        } finally {
            Schedulers.resetOnHandleError("throwing");
        }
        assertThat(takeErrors())
                .extracting(ExceptionContext::exception)
                .containsExactly(failure, inHook, failure, inHook);
    }

    @Test
    void nullWorkIsRefused() {
        assertThatThrownBy(() -> scheduler.schedule(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> scheduler.createWorker().schedule(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void operatorsRunOnTheLoopInVirtualTime() {
        run(() -> {
            Future<List<String>> result = loop.createFuture();
            Flux.range(1, 3)
                    .delayElements(Duration.ofHours(1), scheduler)
                    .publishOn(scheduler)
                    .map(i -> i + "@" + (int) (loop.time() / 3600) + (RunningLoop.get() == loop))
                    .collectList()
                    .subscribeOn(scheduler)
                    .subscribe(result::setResult);
            Asyncio.await(result).forEach(trail::add);
        });
        trail.assertIs("1@1true", "2@2true", "3@3true");
    }

    @Test
    void itCanBeScanned() {
        Scheduler.Worker worker = scheduler.createWorker();
        Scannable scannable = Scannable.from(scheduler);
        assertThat(scannable.scan(Scannable.Attr.NAME)).startsWith("loop(asyncio-loop-");
        assertThat(scannable.scan(Scannable.Attr.CAPACITY)).isEqualTo(1);
        assertThat(Scannable.from(worker).scan(Scannable.Attr.PARENT)).isSameAs(scannable);
        assertThat(Scannable.from(worker).scan(Scannable.Attr.NAME)).endsWith(".worker");
        scheduler.schedule(() -> {});
        assertThat(scannable.scan(Scannable.Attr.BUFFERED)).isEqualTo(1);
        assertThat(scannable.scan(Scannable.Attr.TERMINATED)).isFalse();
        scheduler.dispose();
        assertThat(scannable.scan(Scannable.Attr.TERMINATED)).isTrue();
        assertThat(Scannable.from(worker).scan(Scannable.Attr.CANCELLED)).isTrue();
    }

    private static void assertRejects(Runnable schedule) {
        assertThatThrownBy(schedule::run)
                .isInstanceOf(RejectedExecutionException.class)
                .isSameAs(Exceptions.failWithRejected());
    }
}
