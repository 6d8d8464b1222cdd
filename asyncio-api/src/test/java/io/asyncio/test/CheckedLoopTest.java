package io.asyncio.test;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.startServer;
import static io.asyncio.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.CancelledError;
import io.asyncio.Event;
import io.asyncio.FiberLoops;
import io.asyncio.Lock;
import io.asyncio.ThreadSafeFlag;
import io.asyncio.VoidCoroutine;
import io.asyncio.fiber.FiberKind;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Tests that block their loop, or wait for what nobody will do, on every fiber. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.asyncio.fiber.TestedFibers#kinds")
class CheckedLoopTest {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration HASTE = Duration.ofMillis(10); // with those that no interrupt ends

    @Parameter
    FiberKind kind;

    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void release() {
        released.countDown();
    }

    private CheckedLoop realTime() {
        return realTime(CheckedLoop.PATIENCE);
    }

    private CheckedLoop realTime(Duration patience) {
        return new CheckedLoop(false, LONG, patience, atStandstill -> FiberLoops.inRealTime(kind));
    }

    private CheckedLoop virtualTime(Duration limit, Duration untilStandstill) {
        return virtualTime(limit, CheckedLoop.PATIENCE, untilStandstill);
    }

    private CheckedLoop virtualTime(Duration limit, Duration patience, Duration untilStandstill) {
        return new CheckedLoop(
                true, limit, patience, atStandstill -> FiberLoops.withVirtualTime(kind, untilStandstill, atStandstill));
    }

    private static void run(CheckedLoop checked, VoidCoroutine main) {
        checked.run(main.asCoroutine());
    }

    /** Tells the test that its time is up as soon as it stands where it is to be found. */
    private static CheckedLoop expiringIn(String place, CheckedLoop checked) {
        Thread observer = new Thread(() -> {
            while (!checked.whereItStands().contains(place)) {
                LockSupport.parkNanos(1_000_000);
            }
            checked.timeIsUp();
        });
        observer.setDaemon(true);
        observer.start();
        return checked;
    }

    @Test
    void aBlockingCallFailsTheTestAndIsShownAndInterrupted() {
        CheckedLoop checked = expiringIn("CountDownLatch.await", virtualTime(LONG, LONG));
        assertThatThrownBy(() -> run(checked, () -> released.await()))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("The test did not end within 600.0 s of real time. Its tasks stood at:\nLoop[")
                .hasMessageContaining("└── Task[test, running] ")
                .hasMessageContaining("The loop was held by thread '")
                .hasMessageContaining("java.util.concurrent.CountDownLatch.await(")
                .hasMessageContaining(CheckedLoopTest.class.getName() + ".lambda$aBlockingCallFails")
                .hasCauseInstanceOf(InterruptedException.class);
        run(checked, () -> sleep(1));
        checked.close();
    }

    @Test
    void soDoesOneOfReactorsTests() {
        try (CheckedLoop checked = expiringIn("StepVerifier", realTime())) {
            assertThatThrownBy(() ->
                            run(checked, () -> StepVerifier.create(Mono.never()).verifyComplete()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("The test did not end within 600.0 s of real time.")
                    .hasMessageContaining("StepVerifier");
        }
    }

    @Test
    void soDoesOneInACallback() {
        try (CheckedLoop checked = expiringIn("CountDownLatch.await", virtualTime(LONG, LONG))) {
            assertThatThrownBy(() -> run(checked, () -> {
                        getRunningLoop().callSoon(this::awaitInterrupt);
                        new Event().await();
                    }))
                    .hasMessageContaining("└── Task[test, parked] Event.await at ")
                    .hasMessageContaining("The loop was held by thread 'asyncio-loop-")
                    .hasMessageContaining(".awaitInterrupt(")
                    .hasCauseInstanceOf(CancelledError.class);
        }
    }

    @Test
    void soDoesOneInAnotherTask() {
        try (CheckedLoop checked = expiringIn("CountDownLatch.await", virtualTime(LONG, LONG))) {
            assertThatThrownBy(() -> run(checked, () -> {
                        createTask("blocks", this::awaitInterrupt);
                        new Event().await();
                    }))
                    .hasMessageContaining("├── Task[test, parked] Event.await at ")
                    .hasMessageContaining("└── Task[blocks, running] ")
                    .hasMessageContaining(".awaitInterrupt(")
                    .hasCauseInstanceOf(CancelledError.class);
        }
    }

    private void awaitInterrupt() {
        try {
            released.await();
        } catch (InterruptedException e) {
            // the loop is given back
        }
    }

    @Test
    void oneThatStopsForNoInterruptIsLeftToItself() {
        CheckedLoop checked = expiringIn("lambda$oneThatStops", virtualTime(LONG, HASTE, LONG));
        assertThatThrownBy(() -> run(checked, () -> {
                    while (released.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                }))
                .hasMessageStartingWith("The test did not end within 600.0 s of real time.")
                .hasMessageEndingWith("It could not be ended: its loop was left to itself.")
                .hasNoCause();
        assertThatThrownBy(() -> run(checked, () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The loop of this test is blocked, as the failure of the test says");
        checked.close();
        released.countDown();
        assertThat(checked.loop.stopped()).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void oneThatTheTestLeavesBehindFailsTheClose() {
        CheckedLoop checked = expiringIn("CountDownLatch.await", virtualTime(LONG, LONG));
        run(checked, () -> {
            createTask("blocks", () -> released.await());
        });
        assertThatThrownBy(checked::close)
                .hasMessageStartingWith("The test did not end within 600.0 s of real time.")
                .hasMessageContaining("Task[blocks, running] ");
        assertThat(checked.loop.isClosed()).isTrue();
    }

    @Test
    void oneInTheCleanUpOfWhatIsLeftBehindFailsTheClose() {
        CheckedLoop checked = expiringIn("CountDownLatch.await", virtualTime(LONG, LONG));
        run(checked, () -> {
            createTask("cleans up", () -> {
                try {
                    new Event().await();
                } finally {
                    released.await();
                }
            });
            sleepMs(1);
        });
        assertThatThrownBy(checked::close)
                .hasMessageStartingWith("The test did not end within 600.0 s of real time.")
                .hasMessageContaining("CountDownLatch.await");
        assertThat(checked.loop.isClosed()).isTrue();
    }

    @Test
    void aCleanUpThatDoesNotEndIsLeftToItself() {
        CheckedLoop checked = expiringIn("Task[test, parked] Event.await", realTime(HASTE));
        assertThatThrownBy(() -> run(checked, () -> {
                    try {
                        new Event().await();
                    } finally {
                        new Event().await();
                    }
                }))
                .hasMessageContaining("└── Task[test, parked] Event.await at ")
                .hasMessageEndingWith("It could not be ended: its loop was left to itself.");
    }

    @Test
    void anInterruptOfTheTestCancelsIt() {
        try (CheckedLoop checked = realTime()) {
            Thread test = Thread.currentThread();
            assertThatThrownBy(() -> run(checked, () -> {
                        test.interrupt();
                        new Event().await();
                    }))
                    .isInstanceOf(CancelledError.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void virtualTimeThatStandsStillFailsTheTestAtOnce() {
        try (CheckedLoop checked = virtualTime(LONG, SHORT)) {
            assertThatThrownBy(() -> run(checked, () -> {
                        Lock lock = new Lock();
                        lock.acquire();
                        createTask("second", () -> lock.acquire());
                        sleep(3600);
                        try {
                            sleep(Double.POSITIVE_INFINITY);
                        } finally {
                            lock.release();
                            sleep(1);
                        }
                    }))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("Nothing is scheduled any more, so that the test would wait for ever. Its"
                            + " tasks stood at:\nLoop[")
                    .hasMessageContaining("├── Task[test, parked] Asyncio.sleep at ")
                    .hasMessageContaining("└── Task[second, parked] Lock.acquire at ")
                    .hasMessageEndingWith(
                            "If another thread was to wake them, call it by toThread(), or use real time.")
                    .hasCauseInstanceOf(CancelledError.class);
            run(checked, () -> sleep(1));
        }
    }

    @Test
    void virtualTimeThatWaitsForAnotherThreadDoesNotStandStill() {
        Duration longer = SHORT.multipliedBy(3);
        try (CheckedLoop checked = virtualTime(LONG, SHORT)) {
            run(checked, () -> toThread(() -> Thread.sleep(longer.toMillis())));
        }
        try (CheckedLoop checked = virtualTime(LONG, LONG)) {
            run(checked, () -> {
                ThreadSafeFlag flag = new ThreadSafeFlag();
                new Thread(flag::set).start();
                flag.await();
            });
        }
    }

    @Test
    void aSocketKeepsVirtualTimeFromStandingStill() {
        try (CheckedLoop checked = virtualTime(LONG, SHORT)) {
            run(checked, () -> {
                Server server = startServer(
                        (reader, writer) -> {
                            toThread(() -> Thread.sleep(SHORT.toMillis() * 3));
                            writer.close();
                        },
                        "localhost",
                        0);
                try (Stream client = openConnection("localhost", server.port())) {
                    assertThat(client.read()).isEmpty();
                }
                server.close();
                server.waitClosed();
            });
        }
    }

    @Test
    void aTestsLoopIsNotRunInsideAnother() {
        try (CheckedLoop outer = virtualTime(LONG, LONG);
                CheckedLoop inner = virtualTime(LONG, LONG)) {
            run(outer, () -> assertThatThrownBy(() -> run(inner, () -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Cannot run a test's loop inside Loop[")
                    .hasMessageEndingWith(": await its tasks instead"));
        }
    }
}
