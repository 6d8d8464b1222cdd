package io.asyncio;

import static io.asyncio.Asyncio.sleepMs;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.host.Host;
import io.asyncio.host.VirtualTimeHost;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** Delayed and periodic work of the loop's Reactor scheduler. */
class ScheduledTimersTest extends LoopTestBase {
    @Test
    void delayedWorkRunsByDeadlineThenByInsertion() {
        run(() -> {
            Scheduler.Worker worker = loop.scheduler().createWorker();
            worker.schedule(() -> trail.add(millis() + " second"), 20, MILLISECONDS);
            loop.scheduler().schedule(() -> trail.add(millis() + " first"), 10, MILLISECONDS);
            loop.callLater(0.02, () -> trail.add(millis() + " callback"));
            worker.schedule(() -> trail.add(millis() + " third"), 20, MILLISECONDS);
            sleepMs(30);
        });
        trail.assertIs("10 first", "20 second", "20 callback", "20 third");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void withoutADelayItJoinsTheQueue(long delay) {
        run(() -> {
            loop.scheduler().schedule(() -> trail.add("first"));
            loop.scheduler().schedule(() -> trail.add("second"), delay, TimeUnit.DAYS);
            loop.scheduler().schedule(() -> trail.add("third"));
            settle();
            assertThat(millis()).isZero();
        });
        trail.assertIs("first", "second", "third");
    }

    @Test
    void hugeDelaysAndPeriodsDoNotOverflow() {
        run(() -> {
            Disposable delayed = loop.scheduler().schedule(() -> trail.add("delayed"), Long.MAX_VALUE, TimeUnit.DAYS);
            Disposable periodic = loop.scheduler()
                    .schedulePeriodically(() -> trail.add("periodic"), 1, Long.MAX_VALUE, TimeUnit.DAYS);
            sleepMs(TimeUnit.DAYS.toMillis(1000));
            assertThat(delayed.isDisposed()).isFalse();
            assertThat(periodic.isDisposed()).isFalse();
        });
        trail.assertIs("periodic");
    }

    @Test
    void foreignThreadsMaySetTimers() throws Exception {
        loop.start();
        CountDownLatch last = new CountDownLatch(1);
        loop.scheduler().schedule(() -> {
            Scheduler.Worker worker = loop.scheduler().createWorker();
            CompletableFuture.runAsync(() -> {
                        worker.schedule(() -> disposeAndTell(worker, last), 20, MILLISECONDS);
                        worker.schedule(() -> trail.add(millis() + " delayed"), 10, MILLISECONDS);
                        worker.schedulePeriodically(() -> trail.add(millis() + " periodic"), 5, 7, MILLISECONDS);
                    })
                    .join();
        });
        last.await();
        trail.assertIs("5 periodic", "10 delayed", "12 periodic", "19 periodic");
    }

    private static void disposeAndTell(Scheduler.Worker worker, CountDownLatch told) {
        worker.dispose();
        told.countDown();
    }

    @Test
    void periodicWorkKeepsItsRateWhenRunsAreLate() {
        SlowHost host = new SlowHost(new VirtualTimeHost(LoopSockets.newHost()));
        try (Loop slow = handled(Loop.on(host, kind))) {
            slow.runUntilComplete(() -> {
                Runnable task = () -> {
                    trail.add(slow.scheduler().now(MILLISECONDS));
                    host.spendOnce(25); // more than two periods
                };
                Disposable ticking = slow.scheduler().schedulePeriodically(task, 10, 10, MILLISECONDS);
                sleepMs(55);
                ticking.dispose();
            });
        }
        trail.assertIs("10", "35", "35", "40", "50");
    }

    @Test
    void periodicWorkWithoutAnInitialDelayJoinsTheQueue() {
        run(() -> {
            loop.scheduler().schedule(() -> trail.add(millis() + " first"));
            Disposable ticking =
                    loop.scheduler().schedulePeriodically(() -> trail.add(millis() + " tick"), -1, 10, MILLISECONDS);
            loop.scheduler().schedule(() -> trail.add(millis() + " last"));
            sleepMs(15);
            ticking.dispose();
        });
        trail.assertIs("0 first", "0 tick", "0 last", "10 tick");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void withoutAPeriodItRunsEveryTurnAndStarvesNobody(long period) {
        int[] runs = {0};
        run(() -> {
            Disposable spinning =
                    loop.scheduler().schedulePeriodically(() -> runs[0]++, 0, period, TimeUnit.NANOSECONDS);
            settle();
            spinning.dispose();
            int runsUntilDisposed = runs[0];
            settle();
            assertThat(runs[0]).isEqualTo(runsUntilDisposed).isBetween(2, 20);
        });
    }

    @Test
    void aFailureDoesNotEndPeriodicWork() {
        run(() -> {
            Disposable failing = loop.scheduler()
                    .schedulePeriodically(
                            () -> {
                                throw new IllegalStateException("at " + millis());
                            },
                            1,
                            1,
                            MILLISECONDS);
            sleepMs(3);
            failing.dispose();
            sleepMs(3);
        });
        assertThat(takeErrors())
                .extracting(context -> String.valueOf(context.exception()))
                .containsExactly(
                        "java.lang.IllegalStateException: at 1",
                        "java.lang.IllegalStateException: at 2",
                        "java.lang.IllegalStateException: at 3");
    }

    @Test
    void periodicWorkMayDisposeItself() {
        run(() -> {
            Disposable[] ticking = new Disposable[1];
            ticking[0] = loop.scheduler()
                    .schedulePeriodically(
                            () -> {
                                trail.add(ticking[0].isDisposed());
                                ticking[0].dispose();
                                trail.add(ticking[0].isDisposed());
                            },
                            1,
                            1,
                            MILLISECONDS);
            sleepMs(10);
            assertThat(loop.core.timers.size()).isZero();
        });
        trail.assertIs("false", "true");
    }

    @Test
    void disposedTimersLeaveTheHeap() {
        run(() -> {
            Disposable delayed = loop.scheduler().schedule(() -> trail.add("delayed"), 1, TimeUnit.HOURS);
            Disposable periodic = loop.scheduler().schedulePeriodically(() -> trail.add("tick"), 1, 1, TimeUnit.HOURS);
            assertThat(loop.core.timers.size()).isEqualTo(2);
            delayed.dispose();
            periodic.dispose();
            assertThat(loop.core.timers.size()).isZero();
        });
        trail.assertIs();
    }

    @Test
    void timersDisposedByAForeignThreadLeaveTheHeap() {
        run(() -> {
            Disposable delayed = loop.scheduler().schedule(() -> trail.add("delayed"), 1, TimeUnit.HOURS);
            Disposable periodic = loop.scheduler().schedulePeriodically(() -> trail.add("tick"), 1, 1, TimeUnit.HOURS);
            CompletableFuture.runAsync(() -> {
                        delayed.dispose();
                        periodic.dispose();
                        loop.scheduler()
                                .schedule(() -> trail.add("never"), 1, TimeUnit.HOURS)
                                .dispose();
                    })
                    .join();
            assertThat(delayed.isDisposed()).isTrue();
            settle();
            assertThat(loop.core.timers.size()).isZero();
            assertThat(millis()).isZero();
        });
        trail.assertIs();
    }

    private long millis() {
        return loop.scheduler().now(MILLISECONDS);
    }

    /** Lets time pass while a callback runs, which virtual time does not. */
    private static final class SlowHost extends DelegatingHost {
        private volatile long spent;

        SlowHost(Host host) {
            super(host);
        }

        void spendOnce(long millis) {
            spent = MILLISECONDS.toNanos(millis);
        }

        @Override
        public long nanoTime() {
            return super.nanoTime() + spent;
        }

        @Override
        public Disposable executeAt(long deadline, Runnable turns) {
            return super.executeAt(deadline - spent, turns);
        }
    }
}
