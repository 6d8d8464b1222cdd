package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LoopCloseTest extends LoopTestBase {
    @Test
    void closeUnwindsSuspendedTasksAndTheirFinallyRuns() {
        Task<?> suspended = loop.createTask(() -> {
            try {
                sleepMs(1_000_000);
            } finally {
                trail.add("finally");
            }
        });
        run(LoopTestBase::settle);
        loop.close();
        trail.assertIs("finally");
        assertThat(suspended.cancelled()).isTrue();
    }

    @Test
    void aTaskThatNeverStartedDoesNotRun() {
        Task<?> task = loop.createTask(() -> trail.add("body"));
        loop.close();
        trail.assertIs();
        assertThat(task.cancelled()).isTrue();
    }

    @Test
    void cleanUpOfAClosedLoopCannotSuspend() {
        loop.createTask(() -> {
            try {
                sleepMs(1_000_000);
            } finally {
                for (int millis : new int[] {1, 0}) {
                    try {
                        sleepMs(millis);
                    } catch (CancelledError e) {
                        trail.add(e.getMessage());
                    }
                }
            }
        });
        run(LoopTestBase::settle);
        loop.close();
        trail.assertIs("Event loop is closed", "Event loop is closed");
    }

    @Test
    void aTaskThatNeverGivesUpIsAbandoned() {
        Task<?> stubborn = loop.createTask(() -> {
            while (true) {
                try {
                    sleepMs(1_000_000);
                } catch (CancelledError ignored) {
                    trail.add("ignored");
                }
            }
        });
        run(LoopTestBase::settle);
        loop.close();
        assertThat(stubborn.cancelled()).isTrue();
        assertThat(trail.steps()).hasSize(1001);
    }

    @Test
    void aTaskThatAwaitsAnotherEndsToo() {
        Task<?> inner = loop.createTask(() -> sleepMs(1_000_000));
        Task<?> outer = loop.createTask(() -> {
            try {
                await(inner);
            } finally {
                trail.add("outer");
            }
        });
        run(LoopTestBase::settle);
        loop.close();
        trail.assertIs("outer");
        assertThat(List.of(inner, outer)).allMatch(Future::cancelled);
    }

    @Test
    void viewsOfPendingFuturesEnd() {
        CompletableFuture<Object> ofFuture = loop.createFuture().toCompletableFuture();
        CompletableFuture<?> ofTask = loop.createTask(() -> sleepMs(1000)).toCompletableFuture();
        run(LoopTestBase::settle);
        loop.close();
        assertThatThrownBy(ofFuture::join).isInstanceOf(CancellationException.class);
        assertThatThrownBy(ofTask::join).isInstanceOf(CancellationException.class);
    }

    @Test
    void viewsOfWhatEndsJustBeforeTheCloseHaveTheResult() {
        Future<Integer> future = loop.createFuture();
        CompletableFuture<Integer> view = future.toCompletableFuture();
        run(LoopTestBase::settle);
        future.setResult(1);
        loop.close();
        assertThat(view).isCompletedWithValue(1);
    }

    @Test
    void aClosedLoopRefusesWorkAndSaysWhatToDo() {
        loop.close();
        loop.close();
        for (Runnable work : List.<Runnable>of(
                () -> loop.createTask(() -> {}),
                () -> loop.callSoon(() -> {}),
                () -> loop.callSoonThreadsafe(() -> {}),
                () -> loop.callLater(1, () -> {}),
                () -> loop.runUntilComplete(() -> {}),
                loop::runForever,
                loop::start)) {
            assertThatThrownBy(work::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Event loop is closed: make a new one by Loop.create() or newEventLoop()");
        }
    }

    @Test
    void closeFromInsideIsRefused() {
        run(() -> {
            assertThatThrownBy(loop::close).hasMessageStartingWith("Cannot close a running event loop from inside");
            loop.callSoon(() -> assertThatThrownBy(loop::close).isInstanceOf(IllegalStateException.class));
            sleepMs(0);
        });
    }

    @Test
    void droppedCallbacksAreToldSo() {
        loop.callSoon(callback("soon"));
        loop.createTask(() -> loop.callLater(1000, callback("later")));
        run(LoopTestBase::settle);
        loop.callSoon(callback("soon 2"));
        loop.callSoon(callback("cancelled")).cancel();
        loop.close();
        assertThat(trail.steps()).containsExactlyInAnyOrder("soon ran", "later dropped", "soon 2 dropped");
    }

    @Test
    void whatIsPostedWhileTheLoopClosesIsNotForgotten() throws Exception {
        for (int round = 0; round < 200; round++) {
            Loop real = realTimeLoop().start();
            CountDownLatch go = new CountDownLatch(1);
            CompletableFuture<CompletableFuture<Integer>> posted = new CompletableFuture<>();
            Thread poster = new Thread(() -> {
                go.countDown();
                try {
                    posted.complete(real.createTask(() -> 1).toCompletableFuture());
                } catch (IllegalStateException closed) {
                    posted.complete(CompletableFuture.completedFuture(1));
                }
            });
            poster.start();
            go.await();
            real.close();
            assertThat(posted.get().handle((value, error) -> "ended").get()).isEqualTo("ended");
            poster.join();
        }
    }

    /** As if another thread closed it: what is refused by then is the loop's, not the caller. */
    @Test
    void whoMakesATaskWhileTheLoopClosesDoesNotHoldItAfterwards() {
        loop.addObserver(new LoopObserver() {
            @Override
            public void taskCreated(Task<?> task) {
                loop.close();
            }
        });
        Task<?> task = loop.createTask(() -> trail.add("body"));
        assertThat(loop.isCurrent()).isFalse();
        assertThat(loop.holder()).isNull();
        task.addDoneCallback(ended -> trail.add("told"));
        loop.close();
        trail.assertIs("told");
    }

    @Test
    void whoPostsToAClosedLoopDoesNotWaitForWhatOthersAreTold() {
        Task<?> task = loop.createTask(() -> {});
        loop.close();
        task.addDoneCallback(ended -> {
            Thread other = new Thread(() -> task.addDoneCallback(again -> trail.add("other told")));
            other.start();
            join(other);
            trail.add(other.isAlive() ? "other waits" : "told");
        });
        trail.assertIs("told", "other told");
    }

    private static void join(Thread thread) {
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closeLeavesNoThread() throws Exception {
        Loop real = realTimeLoop();
        Thread[] loopThread = new Thread[1];
        real.callSoon(() -> loopThread[0] = Thread.currentThread());
        real.runUntilComplete(() -> createTask(() -> sleepMs(1_000_000)));
        real.close();
        loopThread[0].join(10_000); // its last instructions follow the termination that close() awaits
        assertThat(loopThread[0].isAlive()).isFalse();
    }

    private LoopCallback callback(String name) {
        return new LoopCallback() {
            @Override
            public void run() {
                trail.add(name + " ran");
            }

            @Override
            public void loopClosed() {
                trail.add(name + " dropped");
            }
        };
    }

    @Test
    void aTaskWhoseEndWasCutOffKeepsNoLoopOpen() {
        Loop closing = realTimeLoop();
        Task<?> task = closing.createTask(() -> {});
        closing.runUntilComplete(task);
        closing.tasks.add(task);
        Task<?> other = closing.createTask(() -> {});
        closing.close();
        assertThat(other.cancelled()).isTrue();
        assertThat(closing.allTasks()).isEmpty();
    }
}
