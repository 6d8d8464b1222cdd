package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.fiber.FiberKind;
import io.asyncio.seeing.SlowStepReports;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A step that holds the loop for too long is told while it does. */
class WatchdogTest extends LoopTestBase {
    private static final String PROPERTY = "io.asyncio.watchdog";
    private static final String GOES_ON = " and goes on";

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final CountDownLatch seen = new CountDownLatch(1);

    private final Runnable giveLogBack = SlowStepReports.logTo(this::log);
    private volatile String label = "";

    @AfterEach
    void giveBack() {
        System.clearProperty(PROPERTY);
        giveLogBack.run();
    }

    /** Of the label only: on a busy machine, other steps may be slow as well. */
    private void log(String message) {
        if (message.contains(label)) {
            log.add(message);
            seen.countDown();
        }
    }

    private void debug(String ofLabel) {
        label = ofLabel;
        loop.setDebug(true);
        loop.setSlowCallbackDuration(0.02);
    }

    private void blockUntilSeen() {
        try {
            seen.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aTaskIsToldWithItsStackWhileItBlocksAndWithItsLineWhenItHasEnded() {
        debug("[stuck]");
        run(() -> {
            createTask("stuck", this::blockUntilSeen);
            sleepMs(1);
        });
        assertThat(log).hasSize(2);
        assertThat(log.get(0))
                .startsWith("Task[stuck] has held the event loop for 0.")
                .contains(" s and goes on at io.asyncio.WatchdogTest.blockUntilSeen(WatchdogTest.java:")
                .contains(":\n\tat ", "java.util.concurrent.CountDownLatch.await(")
                .doesNotContain("result");
        assertThat(log.get(1))
                .startsWith("Executing Task[stuck] at io.asyncio.WatchdogTest.blockUntilSeen(WatchdogTest.java:")
                .endsWith(" s");
    }

    @Test
    void aCallbackIsToldWithWhoHasGivenIt() {
        debug("lambda of io.asyncio.WatchdogTest");
        run(() -> {
            Handle handle = loop.callSoon(() -> blockUntilSeen());
            sleepMs(1);
            assertThat(handle.toString())
                    .startsWith("Handle[done, a lambda of io.asyncio.WatchdogTest, given by Loop.callSoon at ");
        });
        assertThat(log.get(0))
                .startsWith("The callback a lambda of io.asyncio.WatchdogTest, given by Loop.callSoon at"
                        + " io.asyncio.WatchdogTest.")
                .contains(" has held the event loop for 0.", "blockUntilSeen(WatchdogTest.java:");
        assertThat(log.get(1))
                .startsWith("Executing The callback a lambda of io.asyncio.WatchdogTest, given by ")
                .contains(" at io.asyncio.WatchdogTest.blockUntilSeen(WatchdogTest.java:");
    }

    @Test
    void aDoneCallbackIsToldByItsClass() {
        debug("done callback");
        run(() -> {
            createTask(() -> {}).addDoneCallback(task -> blockUntilSeen());
            sleepMs(1);
        });
        assertThat(log.get(0)).startsWith("The done callback a lambda of io.asyncio.WatchdogTest has held ");
    }

    @Test
    void workOfTheSchedulerIsToldByItsClass() {
        debug("Scheduled work");
        run(() -> {
            loop.scheduler().schedule(this::blockUntilSeen);
            sleepMs(1);
        });
        assertThat(log.get(0)).startsWith("Scheduled work ").contains("WatchdogTest.blockUntilSeen");
    }

    @Test
    void aLockThatItWaitsForIsToldWithTheTaskThatHoldsIt() {
        debug("[wants the lock]");
        ReentrantLock lock = new ReentrantLock();
        Event release = new Event();
        run(() -> {
            Task<?> owner = createTask("owner", () -> {
                lock.lock();
                try {
                    release.await();
                } finally {
                    lock.unlock();
                }
            });
            sleepMs(0);
            Task<?> wants = createTask("wants the lock", () -> {
                Thread me = Thread.currentThread();
                new Thread(() -> {
                            blockUntilSeen();
                            me.interrupt();
                        })
                        .start();
                assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
                release.set();
            });
            Asyncio.gather(owner, wants);
        });
        assertThat(log.get(0)).contains(GOES_ON, "WatchdogTest.java:", "ReentrantLock.lockInterruptibly");
        if (kind == FiberKind.PLATFORM) {
            assertThat(log.get(0))
                    .as("the JVM tells of the locks of platform threads only")
                    .contains(", waiting for java.util.concurrent.locks.ReentrantLock$")
                    .containsPattern("which Task\\[owner, parked] Event.await at io.asyncio.WatchdogTest\\S+ holds:");
        }
    }

    @Test
    void theObserverIsTold() {
        debug("[stuck]");
        loop.addObserver(new LoopObserver() {
            @Override
            public void slowCallback(long nanos) {
                trail.add(loop.isCurrent() && nanos >= 20_000_000);
            }
        });
        run(() -> {
            createTask("stuck", this::blockUntilSeen);
            sleepMs(1);
        });
        assertThat(trail.steps()).contains("true").doesNotContain("false");
    }

    @Test
    void theObserverIsToldWhoHasHeldTheLoopAndWhere() {
        debug("[stuck]");
        loop.addObserver(new LoopObserver() {
            @Override
            public void slowStep(Step step, List<StackTraceElement> stack, long nanos) {
                if (step.toString().equals("Task[stuck]")) {
                    trail.add(step.task().getName());
                    trail.add(stack.stream()
                            .anyMatch(frame -> frame.getMethodName().equals("blockUntilSeen")));
                }
            }
        });
        run(() -> {
            createTask("stuck", this::blockUntilSeen);
            sleepMs(1);
        });
        trail.assertIs("stuck", "true");
    }

    @Test
    void withThePropertyAStepIsToldWithoutDebugMode() throws InterruptedException {
        System.setProperty(PROPERTY, "20ms");
        CountDownLatch observed = new CountDownLatch(1);
        label = "[stuck]";
        try (Loop production = realTimeLoop()) {
            production.addObserver(new LoopObserver() {
                @Override
                public void slowCallback(long nanos) {
                    trail.add(production.isCurrent() && nanos >= 20_000_000);
                    observed.countDown();
                }
            });
            production.start();
            production.createTask("stuck", () -> {
                blockUntilSeen();
                sleepMs(0);
            });
            observed.await();
            assertThat(production.getDebug()).isFalse();
        }
        assertThat(log.get(0))
                .startsWith("Task[stuck] has held the event loop for 0.")
                .contains(" and goes on at io.asyncio.WatchdogTest.blockUntilSeen(");
        assertThat(log.get(1))
                .startsWith("Task[stuck] at io.asyncio.WatchdogTest.blockUntilSeen(WatchdogTest.java:")
                .contains(" held the event loop for about 0.");
        assertThat(trail.steps()).contains("true").doesNotContain("false");
    }

    @Test
    void aTaskThatKeepsALoopFromClosingIsTold() {
        System.setProperty(PROPERTY, "0.02s");
        label = "[cleans up]";
        Loop closing = realTimeLoop().start();
        closing.createTask("cleans up", () -> {
            try {
                new Event().await();
            } finally {
                blockUntilSeen();
            }
        });
        closing.createTask(LoopTestBase::settle).toCompletableFuture().join();
        closing.close();
        assertThat(log.get(0)).startsWith("Task[cleans up] has held the event loop for 0.");
    }

    @Test
    void itsThreadEndsWithTheLastLoopThatIsWatched() throws InterruptedException {
        loop.setDebug(true);
        Loop other = realTimeLoop();
        other.setDebug(true);
        other.start();
        run(() -> {});
        Thread watchdog = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("asyncio-watchdog"))
                .findAny()
                .orElseThrow();
        loop.close();
        other.createTask(LoopTestBase::settle).toCompletableFuture().join();
        assertThat(watchdog.isAlive()).isTrue();
        other.setDebug(false);
        watchdog.join();
        other.close();
    }

    @Test
    void aPropertyThatIsNoDurationIsRefused() {
        for (String text : List.of("", "s", "ms", "500", "-1s", "0ms", "NaNs", "soon", "1m")) {
            System.setProperty(PROPERTY, text);
            assertThatThrownBy(Loop::create)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("-Dio.asyncio.watchdog=" + text + " is no duration: use one as 500ms or 2s");
        }
        System.setProperty(PROPERTY, "1.5s");
        assertThat(SlowStepReports.limitOfProperty()).isEqualTo(1_500_000_000);
    }
}
