package io.asyncio.examples.schedules;

import static io.asyncio.examples.schedules.Schedules.explore;
import static io.asyncio.examples.schedules.Threads.isRefused;
import static io.asyncio.examples.schedules.Threads.together;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.CancelledError;
import io.asyncio.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopLifeTest {
    @Test
    void closeEndsARunThatBeginsBesideIt() throws Exception {
        explore(() -> {
            try (OwnLoop own = new OwnLoop()) {
                together(own.loop::close, () -> assertThat(isRefused("closed", own.loop::runForever))
                        .isTrue());
                assertThat(own.loop.isRunning()).isFalse();
                assertThat(own.loop.stopped()).isDone();
            }
        });
    }

    @Test
    void closeEndsAStartBesideIt() throws Exception {
        explore(() -> {
            try (OwnLoop own = new OwnLoop()) {
                together(own.loop::close, () -> isRefused("closed", own.loop::start));
                assertThat(own.loop.isRunning()).isFalse();
                assertThat(own.loop.stopped()).isDone();
            }
        });
    }

    @Test
    void closeEndsMainOrComesAfterIt() throws Exception {
        explore(() -> {
            AtomicInteger begun = new AtomicInteger();
            try (OwnLoop own = new OwnLoop()) {
                together(own.loop::close, () -> {
                    boolean refused = isRefused("closed", () -> own.loop.runUntilComplete(begun::incrementAndGet));
                    assertThat(begun.get()).isBetween(refused ? 0 : 1, 1);
                });
                assertThat(own.loop.isRunning()).isFalse();
            }
        });
    }

    @Test
    void aRunThatIsRefusedMakesNoTask() throws Exception {
        explore(() -> {
            AtomicInteger begun = new AtomicInteger();
            AtomicBoolean mainRefused = new AtomicBoolean();
            AtomicBoolean startRefused = new AtomicBoolean();
            try (OwnLoop own = new OwnLoop()) {
                together(
                        () -> startRefused.set(isRefused("already running", own.loop::start)),
                        () -> mainRefused.set(
                                isRefused("already running", () -> own.loop.runUntilComplete(begun::incrementAndGet))));
                if (mainRefused.get()) {
                    own.loop.createTask(() -> {}).toCompletableFuture().join(); // behind all that was queued
                }
            }
            assertThat(begun).hasValue(mainRefused.get() ? 0 : 1);
            assertThat(mainRefused.get() && startRefused.get()).isFalse();
        });
    }

    @Test
    void eachOfTwoRunsEndsOrIsRefused() throws Exception {
        explore(() -> {
            AtomicInteger refused = new AtomicInteger();
            AtomicInteger begun = new AtomicInteger();
            try (OwnLoop own = new OwnLoop()) {
                Threads.Work run = () -> {
                    if (isRefused("already running", () -> own.loop.runUntilComplete(begun::incrementAndGet))) {
                        refused.incrementAndGet();
                    }
                };
                together(run, run);
            }
            assertThat(refused.get()).isBetween(0, 1);
            assertThat(begun.get() + refused.get()).isEqualTo(2);
        });
    }

    @Test
    void whatIsPostedWhileTheLoopStopsAndStartsIsNotLost() throws Exception {
        explore(() -> {
            List<Integer> ran = new ArrayList<>(); // touched on the loop
            try (OwnLoop own = OwnLoop.started()) {
                together(
                        () -> {
                            own.loop.stop();
                            own.loop.stopped().join();
                            own.loop.start();
                        },
                        () -> {
                            own.loop.callSoonThreadsafe(() -> ran.add(1));
                            own.loop.callSoonThreadsafe(() -> ran.add(2));
                        });
                assertThat(own.loop
                                .createTask(() -> List.copyOf(ran))
                                .toCompletableFuture()
                                .join())
                        .containsExactly(1, 2);
            }
        });
    }

    @Test
    void anInterruptCancelsMainAndIsKept() throws Exception {
        explore(() -> {
            AtomicBoolean kept = new AtomicBoolean();
            try (OwnLoop own = new OwnLoop()) {
                Thread runs = new Thread(() -> {
                    try {
                        own.loop.runUntilComplete(() -> new Event().await());
                    } catch (CancelledError e) {
                        kept.set(Thread.interrupted());
                    }
                });
                runs.start();
                runs.interrupt();
                runs.join();
            }
            assertThat(kept).isTrue();
        });
    }
}
