package io.asyncio.examples.schedules;

import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.examples.schedules.Schedules.explore;
import static io.asyncio.examples.schedules.Threads.together;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class InboxTest {
    @Test
    void callbacksOfEachThreadRunInItsOrder() throws Exception {
        explore(() -> {
            List<String> ran = new ArrayList<>(); // touched on the loop
            try (OwnLoop own = new OwnLoop()) {
                together(own.loop::start, () -> post(own, ran, "a1", "a2"), () -> post(own, ran, "b1", "b2"));
                List<String> seen = own.loop
                        .createTask(() -> List.copyOf(ran))
                        .toCompletableFuture()
                        .join();
                assertThat(seen).hasSize(4).containsSubsequence("a1", "a2").containsSubsequence("b1", "b2");
            }
        });
    }

    private static void post(OwnLoop own, List<String> ran, String... names) {
        for (String name : names) {
            own.loop.callSoonThreadsafe(() -> ran.add(name));
        }
    }

    @Test
    void aSleepingLoopIsWokenByEachTask() throws Exception {
        explore(() -> {
            try (OwnLoop own = OwnLoop.started()) {
                Threads.Work work = () -> assertThat(own.loop
                                .createTask(() -> {
                                    sleep(0);
                                    return 1;
                                })
                                .toCompletableFuture()
                                .join())
                        .isEqualTo(1);
                together(work, work);
            }
        });
    }

    @Test
    void aTimerIsDueThoughTheLoopFallsAsleepMeanwhile() throws Exception {
        explore(() -> {
            try (OwnLoop own = new OwnLoop()) {
                together(own.loop::start, () -> own.loop
                        .createTask(() -> sleepMs(1))
                        .toCompletableFuture()
                        .join());
            }
        });
    }

    @Test
    void whatIsPostedWhileTheLoopClosesHasAnEnd() throws Exception {
        explore(() -> {
            try (OwnLoop own = OwnLoop.started()) {
                together(own.loop::close, () -> {
                    try {
                        assertThat(joinTask(own)).isEqualTo(1);
                    } catch (CancellationException closed) {
                        assertThat(own.loop.isClosed()).isTrue();
                    } catch (IllegalStateException refused) {
                        assertThat(refused).hasMessageContaining("closed");
                    }
                });
            }
        });
    }

    private static int joinTask(OwnLoop own) {
        CompletableFuture<Integer> view = own.loop.createTask(() -> 1).toCompletableFuture();
        return view.join();
    }

    @Test
    void aTimerIsDueOnAPoolOfThreads() throws Exception {
        explore(() -> {
            Scheduler pool = Schedulers.fromExecutorService(Executors.newScheduledThreadPool(2));
            try (Loop loop = Loop.on(pool).start()) {
                loop.createTask(() -> {
                            sleepMs(1);
                            sleepMs(1);
                        })
                        .toCompletableFuture()
                        .join();
            } finally {
                pool.dispose();
            }
        });
    }
}
