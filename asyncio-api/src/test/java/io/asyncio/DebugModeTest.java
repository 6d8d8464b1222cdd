package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.fiber.FiberKind;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DebugModeTest extends LoopTestBase {
    private final Object monitor = new Object();

    @Test
    void aTaskPendingWhenTheLoopClosesIsReportedWithItsLine() {
        closeWithAPendingTask(true);
        assertThat(takeErrors()).singleElement().satisfies(context -> {
            assertThat(context.message())
                    .startsWith("Event loop closed while a task was pending: Task[waiting, parked] Event.await at ")
                    .contains("(DebugModeTest.java:");
            assertThat(context.future()).isInstanceOf(Task.class);
        });
        closeWithAPendingTask(false);
    }

    private void closeWithAPendingTask(boolean debug) {
        Loop closing = realTimeLoop();
        closing.setDebug(debug);
        closing.runUntilComplete(() -> {
            createTask("waiting", () -> new Event().await());
            settle();
        });
        closing.close();
    }

    @Test
    void whatCloseFindsInTheQueueIsReportedToo() throws Exception {
        Loop closing = realTimeLoop();
        closing.setDebug(true);
        closing.setSlowCallbackDuration(1e9);
        CountDownLatch running = new CountDownLatch(1);
        closing.createTask("busy", () -> {
            running.countDown();
            while (!closing.isClosed()) {
                Thread.onSpinWait();
            }
            sleepMs(0);
        });
        closing.createTask("queued", () -> sleepMs(0));
        closing.start();
        running.await();
        closing.close();
        assertThat(takeErrors())
                .extracting(ExceptionContext::message)
                .satisfiesExactly(
                        busy -> assertThat(busy)
                                .startsWith(
                                        "Event loop closed while a task was pending: Task[busy, ready] Asyncio.sleepMs at ")
                                .contains("(DebugModeTest.java:"),
                        queued -> assertThat(queued)
                                .isEqualTo("Event loop closed while a task was pending: Task[queued, new]"));
    }

    @Test
    void aTaskThatSuspendsHoldingAMonitorIsReportedOnceForEachPlace() {
        loop.setDebug(true);
        run(() -> {
            sleepMs(0);
            for (int i = 0; i < 3; i++) {
                synchronized (monitor) {
                    sleepMs(0);
                }
            }
            synchronized (monitor) {
                sleepMs(0);
            }
            sleepMs(0);
        });
        List<ExceptionContext> errors = takeErrors();
        if (kind != FiberKind.PLATFORM) {
            assertThat(errors)
                    .as("the JVM tells of the monitors of platform threads only")
                    .isEmpty();
            return;
        }
        assertThat(errors).hasSize(2).allSatisfy(error -> assertThat(error.message())
                .startsWith("Task[Task-1, ")
                .contains(" at io.asyncio.DebugModeTest.", "suspends while its thread holds [java.lang.Object@")
                .endsWith(": release thread locks before awaiting, or use asyncio's Lock"));
    }

    @Test
    void aMonitorOfACallerIsFoundThoughTheLineWasSeenWithoutIt() {
        loop.setDebug(true);
        run(() -> {
            suspend();
            synchronized (monitor) {
                suspend();
            }
        });
        assertThat(takeErrors()).hasSize(kind == FiberKind.PLATFORM ? 1 : 0);
    }

    private static void suspend() {
        sleepMs(0);
    }

    @Test
    void withoutDebugModeNobodyLooks() {
        run(() -> {
            synchronized (monitor) {
                sleepMs(0);
            }
        });
    }
}
