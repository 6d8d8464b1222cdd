package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.every;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A body that runs at fixed times. */
class EveryTest extends LoopTestBase {
    private int runs;

    private void record() {
        trail.add(loop.time());
    }

    @Test
    void itRunsAtOnceAndThenAtFixedTimesHoweverLongARunTakes() {
        run(() -> {
            Task<?> task = createTask(() -> every(10, () -> {
                record();
                sleepMs(1000L * runs++);
            }));
            sleep(45);
            task.cancel();
        });
        trail.assertIs("0.0", "10.0", "20.0", "30.0", "40.0");
    }

    @Test
    void itNeverRunsTwiceAtOnceAndLeavesOutWhatItMisses() {
        run(() -> {
            Task<?> task = createTask(() -> every(Duration.ofSeconds(10), () -> {
                record();
                sleep(runs++ == 0 ? 25 : 1);
            }));
            sleep(45);
            task.cancel();
        });
        trail.assertIs("0.0", "30.0", "40.0");
    }

    @Test
    void aRunThatEndsAtATimeIsFollowedByTheNextAtThatTime() {
        run(() -> {
            Task<?> task = createTask(() -> every(10, () -> {
                record();
                sleep(10);
            }));
            sleep(25);
            task.cancel();
        });
        trail.assertIs("0.0", "10.0", "20.0");
    }

    @Test
    void whatItThrowsEndsItAndIsRaisedAsItIs() {
        IOException failure = new IOException("of the body");
        run(() -> {
            try {
                every(1, () -> {
                    record();
                    if (runs++ == 2) {
                        throw failure;
                    }
                });
            } catch (IOException e) {
                assertThat(e).isSameAs(failure);
            }
            sleep(5);
        });
        trail.assertIs("0.0", "1.0", "2.0");
    }

    @Test
    void aTaskOfItThatFailsIsReportedAsAnyOther() {
        run(() -> {
            createTask(() -> every(1, () -> {
                throw new IOException("of the body");
            }));
            sleep(5);
        });
        assertThat(takeErrors()).singleElement().satisfies(context -> assertThat(context.message())
                .isEqualTo("Task exception was never retrieved"));
    }

    @Test
    void aCancelEndsARunThatSuspendsAndThePauseBetweenTwo() {
        run(() -> {
            Task<?> paused = createTask(() -> every(10, this::record));
            Task<?> running = createTask(() -> every(10, () -> {
                try {
                    sleep(3);
                } finally {
                    trail.add("cleans up");
                }
            }));
            sleep(1);
            paused.cancel();
            running.cancel();
            sleep(100);
            assertThat(paused.cancelled()).isTrue();
            assertThat(running.cancelled()).isTrue();
        });
        trail.assertIs("0.0", "cleans up");
    }

    /** Also one that takes a whole period each time: others run in between. */
    @Test
    void othersRunBetweenTwoRuns() {
        loop.close();
        loop = realTimeLoop();
        CountDownLatch otherRuns = new CountDownLatch(1);
        run(() -> {
            Task<?> task = createTask(() -> every(1e-9, () -> runs++));
            createTask(otherRuns::countDown);
            while (otherRuns.getCount() > 0) {
                sleepMs(0);
            }
            task.cancel();
        });
        assertThat(runs).isPositive();
    }

    @Test
    void aPeriodMustBePositive() {
        run(() -> {
            for (double bad : new double[] {0, -1}) {
                assertThatThrownBy(() -> every(bad, () -> trail.add("never")))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("a period must be > 0, got " + bad
                                + " s: to run it again and again without a pause, write a loop with sleep(0)");
            }
            assertThatThrownBy(() -> every(1, (VoidCoroutine) null)).hasMessage("body");
            assertThatThrownBy(() -> every((Duration) null, () -> {})).hasMessage("duration");
        });
        trail.assertIs();
        assertThatThrownBy(() -> every(1, () -> {})).isInstanceOf(NoRunningLoopException.class);
    }
}
