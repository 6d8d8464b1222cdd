package io.asyncio.test;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.asyncio.Asyncio;
import io.asyncio.Event;
import io.asyncio.Loop;
import io.asyncio.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

class AsyncioTestTest {
    @Nested
    class AsAUserWritesIt {
        private Loop loopOfSetUp;

        @BeforeEach
        void setUp() {
            sleepMs(500);
            loopOfSetUp = getRunningLoop();
        }

        @AfterEach
        void tearDown(Loop loop) {
            sleepMs(1);
            assertThat(loop).isSameAs(loopOfSetUp);
        }

        @AsyncioTest
        void itsMethodsRunAsTasksOfOneLoopInVirtualTime(Loop loop) {
            assertThat(loop.isCurrent()).isTrue();
            assertThat(loop).isSameAs(loopOfSetUp);
            assertThat(loop.time()).isEqualTo(0.5);
            sleep(Duration.ofHours(1));
            assertThat(loop.time()).isEqualTo(3600.5);
        }

        @AsyncioTest(realTime = true)
        void inRealTimeASecondTakesASecond(Loop loop) {
            long before = System.nanoTime();
            sleepMs(20);
            assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000);
        }
    }

    @Nested
    @ExtendWith(AsyncioExtension.class)
    class OnAClass {
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void parameterisedTestsRunAsTasksToo(int hours, Loop loop) {
            sleep(Duration.ofHours(hours));
            assertThat(loop.time()).isEqualTo(hours * 3600.0);
        }

        @Test
        void soDoPlainOnes() {
            sleep(Duration.ofHours(1));
        }
    }

    /** What these do wrong is looked at from outside; not to be run by itself. */
    static class Failing {
        @AsyncioTest
        void leavesATaskBehind() {
            createTask("forgotten", () -> new Event().await());
            sleepMs(1);
        }

        @AsyncioTest
        void leavesASleepingTaskBehind() {
            createTask("asleep", () -> sleepMs(10));
        }

        @AsyncioTest
        void leavesAnErrorUnhandled() {
            createTask(() -> {
                throw new IOException("unhandled");
            });
        }

        @AsyncioTest
        void throwsACheckedException() throws IOException {
            sleepMs(1);
            throw new IOException("thrown");
        }

        @AsyncioTest(timeoutSeconds = 0.2)
        void neverEnds() {
            new Event().await();
        }

        @AsyncioTest(timeoutSeconds = 0)
        void hasNoTime() {}

        @AsyncioTest(timeoutSeconds = Double.NaN)
        void hasNoNumber() {}

        @AsyncioTest(timeoutSeconds = Double.POSITIVE_INFINITY)
        void hasAllTheTime() {}

        @AsyncioTest(timeoutSeconds = 2)
        void blocks() throws InterruptedException {
            new CountDownLatch(1).await();
        }

        @AsyncioTest
        void waitsForNobody() {
            new Event().await();
        }

        @AsyncioTest(timeoutSeconds = 0.2)
        void swallowsTheCancelAtTheTimeout() {
            try {
                new Event().await();
            } catch (Error e) {
                assertThat(e).isInstanceOf(io.asyncio.CancelledError.class);
            }
        }

        @AsyncioTest
        void leavesATaskThatIsAboutToEnd() {
            createTask(() -> sleepMs(0));
            createTask(() -> await(Asyncio.shield(() -> sleepMs(0))));
        }

        @AsyncioTest
        void awaitsAFailure() {
            Task<?> task = createTask(() -> {
                throw new IOException("seen");
            });
            try {
                await(task);
            } catch (Exception e) {
                assertThat(e).hasMessage("seen");
            }
        }
    }

    @Test
    void aTaskLeftBehindFailsTheTestAndIsShownWhereItStands() {
        assertThat(failureOf("leavesATaskBehind"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("The test left tasks behind: await or cancel them. They stand at:\nLoop[")
                .hasMessageContaining("└── Task[forgotten, parked] Event.await at " + Failing.class.getName());
        assertThat(failureOf("leavesASleepingTaskBehind")).hasMessageContaining("Task[asleep, parked] Asyncio.sleepMs");
    }

    @Test
    void anErrorNobodyHandledFailsTheTest() {
        assertThat(failureOf("leavesAnErrorUnhandled"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("Nobody handled: Task exception was never retrieved")
                .cause()
                .hasMessage("unhandled");
    }

    @Test
    void whatTheTestThrowsIsItsFailure() {
        assertThat(failureOf("throwsACheckedException"))
                .isInstanceOf(IOException.class)
                .hasMessage("thrown");
    }

    @Test
    void aTestThatDoesNotEndFailsAndSaysWhereItStands() {
        assertThat(failureOf("neverEnds"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("The test did not end within 0.2 s of real time. Its tasks stood at:\n")
                .hasMessageContaining("└── Task[test, parked] Event.await at " + Failing.class.getName());
        assertThat(failureOf("swallowsTheCancelAtTheTimeout")).hasMessageStartingWith("The test did not end within");
    }

    @Test
    void aTimeoutThatIsNoTimeIsRefused() {
        assertThat(failureOf("hasNoTime"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("@AsyncioTest(timeoutSeconds = 0.0): give a positive number of seconds, or none for 60");
        assertThat(failureOf("hasNoNumber")).hasMessageStartingWith("@AsyncioTest(timeoutSeconds = NaN): give ");
    }

    @Test
    void aTestThatBlocksFailsAndSaysWhere() {
        assertThat(failureOf("blocks"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("The test did not end within 2.0 s of real time. Its tasks stood at:\n")
                .hasMessageContaining("The loop was held by thread '")
                .hasMessageContaining(Failing.class.getName() + ".blocks(AsyncioTestTest.java:");
    }

    @Test
    void aTestThatWaitsForNobodyFails() {
        assertThat(failureOf("waitsForNobody"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Nothing is scheduled any more, so that the test would wait for ever.");
    }

    @Test
    void whatIsInOrderPasses() {
        assertThat(resultOf("leavesATaskThatIsAboutToEnd").getThrowable()).isEmpty();
        assertThat(resultOf("hasAllTheTime").getThrowable()).isEmpty();
        assertThat(resultOf("awaitsAFailure").getThrowable()).isEmpty();
    }

    @Test
    void testsMayRunInParallel() {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .selectors(selectClass(OnAClass.class))
                .execute();
        results.testEvents().assertStatistics(stats -> stats.started(3).succeeded(3));
    }

    private static Throwable failureOf(String method) {
        return resultOf(method).getThrowable().orElseThrow();
    }

    private static TestExecutionResult resultOf(String method) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(Failing.class, method))
                .execute()
                .testEvents()
                .finished()
                .stream()
                .findFirst()
                .orElseThrow()
                .getRequiredPayload(TestExecutionResult.class);
    }
}
