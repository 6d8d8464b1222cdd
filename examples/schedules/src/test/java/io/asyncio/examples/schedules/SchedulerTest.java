package io.asyncio.examples.schedules;

import static io.asyncio.examples.schedules.Schedules.explore;
import static io.asyncio.examples.schedules.Threads.together;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Scannable;
import reactor.core.scheduler.Scheduler;

/** {@code loop.scheduler()}: work that is given to it while it, its worker or its loop ends. */
class SchedulerTest {
    private final AtomicInteger ran = new AtomicInteger();
    private final AtomicBoolean accepted = new AtomicBoolean();

    private void schedule(Threads.Work call) throws Exception {
        try {
            call.run();
            accepted.set(true);
        } catch (RejectedExecutionException refused) {
            accepted.set(false);
        }
    }

    private void begin() {
        ran.set(0);
        accepted.set(false);
    }

    /** Behind all that was queued. */
    private static void settle(OwnLoop own) {
        own.loop.createTask(() -> {}).toCompletableFuture().join();
    }

    private static int pending(Scheduler scheduler) {
        return Scannable.from(scheduler).scanOrDefault(Scannable.Attr.BUFFERED, -1);
    }

    @Test
    void workOfADisposedWorkerRunsOnceOrNever() throws Exception {
        explore(() -> {
            begin();
            try (OwnLoop own = OwnLoop.started()) {
                Scheduler.Worker worker = own.loop.scheduler().createWorker();
                together(worker::dispose, () -> schedule(() -> worker.schedule(ran::incrementAndGet)));
                settle(own);
                assertThat(ran.get()).isBetween(0, accepted.get() ? 1 : 0);
                assertThat(pending(own.loop.scheduler())).isZero();
            }
        });
    }

    @Test
    void timedWorkOfADisposedWorkerIsForgotten() throws Exception {
        explore(() -> {
            begin();
            try (OwnLoop own = OwnLoop.started()) {
                Scheduler.Worker worker = own.loop.scheduler().createWorker();
                together(
                        worker::dispose,
                        () -> schedule(() -> worker.schedule(ran::incrementAndGet, 1, TimeUnit.HOURS)),
                        () -> schedule(() -> worker.schedulePeriodically(ran::incrementAndGet, 0, 1, TimeUnit.HOURS)));
                settle(own);
                assertThat(ran.get()).isBetween(0, 1);
                assertThat(pending(own.loop.scheduler())).isZero();
            }
        });
    }

    @Test
    void aGracefulDisposalWaitsForAllThatWasAccepted() throws Exception {
        explore(() -> {
            begin();
            try (OwnLoop own = OwnLoop.started()) {
                Scheduler scheduler = own.loop.scheduler();
                together(
                        () -> scheduler.disposeGracefully().block(),
                        () -> schedule(() -> scheduler.schedule(ran::incrementAndGet)));
                assertThat(ran).hasValue(accepted.get() ? 1 : 0);
            }
        });
    }

    @Test
    void aLoopThatClosesLeavesNoWorkPending() throws Exception {
        explore(() -> {
            begin();
            try (OwnLoop own = OwnLoop.started()) {
                Scheduler scheduler = own.loop.scheduler();
                together(own.loop::close, () -> schedule(() -> scheduler.schedule(ran::incrementAndGet)));
                assertThat(ran.get()).isBetween(0, accepted.get() ? 1 : 0);
                assertThat(pending(scheduler)).isZero();
            }
        });
    }
}
