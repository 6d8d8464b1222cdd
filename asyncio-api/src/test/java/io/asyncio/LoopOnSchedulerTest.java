package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A loop on a scheduler that somebody else owns. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
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
        }
    }

    @Test
    void aSchedulerDisposedInATurnIsReportedAndTheLoopCanBeClosed() throws Exception {
        Scheduler single = Schedulers.newSingle("mine");
        Loop loop = Loop.on(single);
        CountDownLatch reported = new CountDownLatch(1);
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
    void theSchedulerOfALoopIsRefused() {
        try (Loop loop = Loop.create()) {
            assertThatThrownBy(() -> Loop.on(loop.scheduler()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("belongs to an event loop: create tasks on that loop");
        }
    }
}
