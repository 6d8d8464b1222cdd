package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.host.SchedulerHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class LoopObserverTest extends LoopTestBase {
    @Test
    void tasksAreToldWhenTheyAreMadeAndDone() {
        LoopObserver observer = new LoopObserver() {
            @Override
            public void taskCreated(Task<?> task) {
                trail.add("created " + task.getName());
            }

            @Override
            public void taskDone(Task<?> task, Throwable failure) {
                trail.add("done " + task.getName() + (task.cancelled() ? ", cancelled" : "")
                        + (failure != null ? ", failed" : ""));
            }
        };
        loop.addObserver(observer);
        loop.runUntilComplete(loop.createTask("main", () -> {
            Task<?> cancelled = createTask("cancelled", () -> sleepMs(1));
            cancelled.cancel();
            await(createTask("child", () -> 1));
            createTask("failing", () -> {
                throw new IllegalStateException("unseen");
            });
            settle();
        }));
        loop.removeObserver(observer);
        run(() -> {});
        trail.assertIs(
                "created main",
                "created cancelled",
                "created child",
                "done cancelled, cancelled",
                "done child",
                "created failing",
                "done failing, failed",
                "done main");
        assertThat(takeErrors()).hasSize(1); // being told of a failure is not seeing it
    }

    @Test
    void eachMomentIsToldInItsOrder() {
        loop.addObserver(new LoopObserver() {
            @Override
            public void loopStarted() {
                trail.add("loop started");
            }

            @Override
            public void loopStopped() {
                trail.add("loop stopped");
            }

            @Override
            public void turnBegan(int size) {
                trail.add("turn of " + size + " began");
            }

            @Override
            public void turnEnded(int size, long nanos) {
                trail.add("turn ended");
            }

            @Override
            public void taskStarted(Task<?> task) {
                trail.add(task.getName() + " started");
            }

            @Override
            public void taskSuspended(Task<?> task, Object on) {
                trail.add(task.getName() + " suspended on " + on);
            }

            @Override
            public void taskResumed(Task<?> task) {
                trail.add(task.getName() + " resumed");
            }
        });
        loop.runUntilComplete(loop.createTask("main", () -> {
            trail.add("main runs");
            sleepMs(0);
            trail.add("main goes on");
            loop.createTask(TaskOptions.named("eager").withEagerStart(), () -> {
                trail.add("eager runs");
            });
            trail.add("main still goes on");
        }));
        trail.assertIs(
                "loop started",
                "turn of 1 began",
                "main started",
                "main runs",
                "main suspended on null",
                "turn ended",
                "turn of 1 began",
                "main resumed",
                "main goes on",
                "main suspended on null",
                "eager started",
                "eager runs",
                "main resumed",
                "main still goes on",
                "turn ended",
                "loop stopped");
    }

    /** What each kind of wait is told to be for. */
    @Test
    void aSuspensionIsToldWithWhatItIsFor() {
        List<String> waits = new ArrayList<>();
        loop.addObserver(new LoopObserver() {
            @Override
            public void taskSuspended(Task<?> task, Object on) {
                if (task.getName().equals("waiting")) {
                    waits.add(String.valueOf(on).replaceAll("\\[.*|\\{.*| [0-9].*", ""));
                }
            }
        });
        run(() -> {
            Lock lock = new Lock();
            lock.acquire();
            VoidCoroutine[] bodies = {
                () -> sleepMs(1),
                lock::acquire,
                () -> await(loop.<Integer>createFuture()),
                () -> new Event().await(),
                () -> new Semaphore(0).acquire(),
                () -> new Queue<Integer>().get(),
                () -> new Barrier(2).await(),
                () -> new ThreadSafeFlag().await(),
                () -> Asyncio.gather(loop.<Integer>createFuture(), loop.<Integer>createFuture()),
                () -> Asyncio.waitUntil(ReturnWhen.ALL_COMPLETED, loop.<Integer>createFuture()),
                () -> Asyncio.waitForMs(loop.<Integer>createFuture(), 1),
                () -> Asyncio.taskGroup(group -> {
                    group.createTask(() -> sleepMs(1));
                }),
            };
            for (VoidCoroutine body : bodies) {
                Task<?> waiting = createTask("waiting", body);
                sleepMs(0);
                waiting.cancel();
                settle();
            }
        });
        assertThat(waits)
                .containsExactly(
                        "sleep until",
                        "Lock",
                        "Future",
                        "Event",
                        "Semaphore",
                        "Queue",
                        "Barrier",
                        "ThreadSafeFlag",
                        "all of",
                        "some of",
                        "Future",
                        "TaskGroup");
    }

    @Test
    void severalListenAtOnceUntilTheyAreRemoved() {
        LoopObserver first = noting("first");
        LoopObserver second = noting("second");
        loop.addObserver(first);
        loop.addObserver(second);
        run(() -> {});
        loop.removeObserver(first);
        loop.removeObserver(noting("unknown"));
        run(() -> {});
        loop.removeObserver(second);
        run(() -> {});
        trail.assertIs("first", "second", "second");
    }

    private LoopObserver noting(String name) {
        return new LoopObserver() {
            @Override
            public void loopStarted() {
                trail.add(name);
            }
        };
    }

    @Test
    void aFailureThatNobodyRetrievesIsToldBeforeTheHandler() {
        loop.setExceptionHandler((l, context) -> trail.add("handler"));
        loop.addObserver(new LoopObserver() {
            @Override
            public void failureNeverRetrieved(Task<?> task) {
                trail.add("observer, " + task.getName());
            }
        });
        run(() -> {
            createTask("failing", () -> {
                throw new IllegalStateException("unseen");
            });
            settle();
        });
        trail.assertIs("observer, failing", "handler");
    }

    @Test
    void turnsAreToldWithTheirSize() {
        loop.addObserver(new LoopObserver() {
            @Override
            public void turnEnded(int size, long nanos) {
                trail.add("turn of " + size);
                assertThat(nanos).isNotNegative();
            }
        });
        run(() -> {
            createTask(() -> {});
            createTask(() -> {});
            assertThat(loop.readyCount()).isEqualTo(2);
            sleepMs(0);
        });
        trail.assertIs("turn of 1", "turn of 3");
    }

    @Test
    void slowCallbacksAreToldInDebugMode() {
        loop.addObserver(new LoopObserver() {
            @Override
            public void slowCallback(long nanos) {
                trail.add("slow");
            }
        });
        run(() -> {});
        loop.setDebug(true);
        loop.setSlowCallbackDuration(Duration.ofDays(1));
        run(() -> {});
        trail.assertIs();
        loop.setSlowCallbackDuration(0);
        run(() -> {});
        trail.assertIs("slow");
    }

    @Test
    void anObserverThatThrowsHarmsNobody() {
        loop.addObserver(new LoopObserver() {
            @Override
            public void taskDone(Task<?> task, Throwable failure) {
                throw new IllegalStateException("bad observer");
            }
        });
        run(() -> {});
        assertThat(takeErrors()).singleElement().satisfies(context -> {
            assertThat(context.message()).startsWith("Error in the loop's observer");
            assertThat(context.exception()).hasMessage("bad observer");
        });
    }

    @Test
    void aRunThatIsRefusedMakesNoTask() {
        Scheduler gone = Schedulers.newSingle("gone");
        try (Loop onIt = handled(Loop.on(new SchedulerHost(gone), kind))) {
            onIt.addObserver(tellingTrail());
            gone.dispose();
            assertThatThrownBy(() -> onIt.runUntilComplete(() -> 7)).isInstanceOf(IllegalStateException.class);
            assertThat(onIt.allTasks()).isEmpty();
        }
        trail.assertIs("created", "done");
    }

    @Test
    void observersAreToldOfTheEndOfATaskThatIsRefused() {
        Scheduler gone = Schedulers.newSingle("gone");
        try (Loop onIt = handled(Loop.on(new SchedulerHost(gone), kind)).start()) {
            resultOf(onIt.createTask(() -> 7));
            onIt.addObserver(tellingTrail());
            gone.dispose();
            assertThatThrownBy(() -> untilRefused(onIt)).isInstanceOf(IllegalStateException.class);
        }
        takeErrors(); // that of the loop, which cannot go on
        assertThat(trail.steps().stream().filter("created"::equals))
                .hasSameSizeAs(trail.steps().stream().filter("done"::equals).toList());
    }

    /** The drain that is under way may still take one. */
    private static void untilRefused(Loop onIt) {
        while (true) {
            onIt.createTask(() -> 7);
        }
    }

    private LoopObserver tellingTrail() {
        return new LoopObserver() {
            @Override
            public void taskCreated(Task<?> task) {
                trail.add("created");
            }

            @Override
            public void taskDone(Task<?> task, @Nullable Throwable failure) {
                trail.add("done");
            }
        };
    }
}
