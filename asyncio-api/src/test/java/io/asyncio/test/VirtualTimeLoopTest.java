package io.asyncio.test;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.Event;
import io.asyncio.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

class VirtualTimeLoopTest {
    @Test
    void timeMovesOnlyWhenTheLoopIsIdle() {
        try (VirtualTimeLoop virtual = VirtualTimeLoop.create()) {
            double woken = virtual.run(() -> {
                sleep(Duration.ofDays(365));
                return virtual.loop().time();
            });
            assertThat(woken).isEqualTo(365 * 86_400.0);
            virtual.run(() -> assertThat(virtual.loop().time()).isEqualTo(woken));
        }
    }

    @Test
    void tasksStayPendingBetweenRuns() {
        try (VirtualTimeLoop virtual = VirtualTimeLoop.create()) {
            Task<String> task = virtual.run(() -> createTask(() -> {
                sleep(10);
                return "done";
            }));
            virtual.run(() -> sleep(5));
            assertThat(task.done()).isFalse();
            virtual.run(() -> sleep(6));
            assertThat(task.result()).isEqualTo("done");
        }
    }

    /** Each waits, in its own virtual time, for the other in real time. */
    @Test
    void twoRunInParallelWithClocksOfTheirOwn() throws Exception {
        CyclicBarrier meeting = new CyclicBarrier(2);
        double[] times = new double[2];
        Thread[] threads = new Thread[2];
        for (int i = 0; i < 2; i++) {
            int hours = i + 1;
            threads[i] = new Thread(() -> {
                try (VirtualTimeLoop virtual = VirtualTimeLoop.create()) {
                    times[hours - 1] = virtual.run(() -> {
                        sleep(Duration.ofHours(hours));
                        toThread(() -> meeting.await());
                        sleep(Duration.ofHours(hours));
                        return virtual.loop().time();
                    });
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(times).containsExactly(7200, 14_400);
    }

    @Test
    void whatIsLeftBehindFailsTheClose() {
        VirtualTimeLoop virtual = VirtualTimeLoop.create();
        virtual.run(() -> {
            createTask("forgotten", () -> new Event().await());
        });
        assertThatThrownBy(virtual::close)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Task[forgotten, parked] Event.await at ");
        assertThat(virtual.loop().isClosed()).isTrue();
    }

    @Test
    void closedAgainItDoesNothing() {
        VirtualTimeLoop virtual = VirtualTimeLoop.create();
        failUnseen(virtual, "seen by nobody");
        assertThatThrownBy(virtual::close).hasRootCauseMessage("seen by nobody");
        virtual.close();
    }

    @Test
    void errorsAreToldAlsoIfTheTestHasClosedTheLoop() {
        VirtualTimeLoop virtual = VirtualTimeLoop.create();
        failUnseen(virtual, "seen by nobody");
        virtual.loop().close();
        assertThatThrownBy(virtual::close).hasRootCauseMessage("seen by nobody");
    }

    @Test
    void errorsTakenNoLongerFail() {
        try (VirtualTimeLoop virtual = VirtualTimeLoop.create()) {
            failUnseen(virtual, "vouched for");
            assertThat(virtual.takeUnhandled()).singleElement().satisfies(context -> assertThat(context.exception())
                    .hasMessage("vouched for"));
        }
    }

    private static void failUnseen(VirtualTimeLoop virtual, String message) {
        virtual.run(() -> {
            createTask(() -> {
                throw new IOException(message);
            });
            sleep(1);
        });
    }

    @Test
    void aLimitMayBeLongerThanAnyTestAndMustBePositive() {
        try (VirtualTimeLoop virtual = VirtualTimeLoop.create(Duration.ofSeconds(Long.MAX_VALUE))) {
            virtual.run(() -> sleep(1));
        }
        assertThatThrownBy(() -> VirtualTimeLoop.create(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("VirtualTimeLoop.create(PT0S): give a positive limit, or none for 60 s");
    }

    @Test
    void aRunThatDoesNotEndFails() {
        try (VirtualTimeLoop virtual = VirtualTimeLoop.create(Duration.ofMillis(200))) {
            assertThatThrownBy(() -> virtual.run(() -> new Event().await()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("The test did not end within 0.2 s of real time.");
            virtual.run(() -> sleep(1));
        }
    }
}
