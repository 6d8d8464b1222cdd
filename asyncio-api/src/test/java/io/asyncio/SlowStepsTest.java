package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.seeing.SlowStepReports;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlowStepsTest extends LoopTestBase {
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Runnable giveLogBack = SlowStepReports.logTo(log::add);

    @AfterEach
    void giveLogBack() {
        giveLogBack.run();
    }

    /** On a busy machine there are messages about steps that go on, too. */
    private List<String> ofEndedSteps() {
        return log.stream().filter(message -> message.startsWith("Executing ")).toList();
    }

    @Test
    void aStepAtOrOverTheThresholdIsLoggedAndOneBelowIsNot() {
        loop.setDebug(true);
        loop.setSlowCallbackDuration(Duration.ofDays(1));
        run(() -> trail.add("below"));
        assertThat(log).isEmpty();
        loop.setSlowCallbackDuration(0);
        run(() -> trail.add("over"));
        trail.assertIs("below", "over");
        assertThat(ofEndedSteps())
                .first()
                .asString()
                .startsWith("Executing Task[Task-2] took 0.")
                .endsWith(" s");
    }

    @Test
    void debugModeMaySwitchWhileTheLoopRuns() {
        loop.setDebug(false);
        run(() -> {
            loop.setSlowCallbackDuration(0);
            yieldTimes(3);
            assertThat(log).as("not yet").isEmpty();
            loop.setDebug(true);
            yieldTimes(3);
            assertThat(ofEndedSteps()).as("not the step that had begun before").hasSize(2);
            loop.setDebug(false);
            yieldTimes(3);
            assertThat(ofEndedSteps()).as("no longer").hasSize(2);
        });
    }

    @Test
    void theDurationIsToldAsItWasSet() {
        assertThat(loop.getSlowCallbackDuration()).isEqualTo(Duration.ofMillis(100));
        loop.setSlowCallbackDuration(1.5);
        assertThat(loop.getSlowCallbackDuration()).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void debugModeChangesNoOrder() {
        loop.setDebug(true);
        assertThat(loop.getDebug()).isTrue();
        loop.setSlowCallbackDuration(Duration.ofHours(1));
        run(() -> {
            for (int i = 0; i < 3; i++) {
                int n = i;
                createTask(() -> {
                    trail.add(n + "a");
                    sleepMs(0);
                    trail.add(n + "b");
                });
            }
            settle();
        });
        trail.assertIs("0a", "1a", "2a", "0b", "1b", "2b");
    }

    @Test
    void aNegativeThresholdIsRefused() {
        assertThatThrownBy(() -> loop.setSlowCallbackDuration(-1.0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a slow callback's duration must not be negative, got -1.0 s");
    }

    @Test
    void ofTasksThatPassTheLoopOnEachIsTimedForItself() {
        loop.setDebug(true);
        loop.setSlowCallbackDuration(0.0);
        run(() -> {
            for (String name : List.of("a", "b")) {
                createTask(name, () -> {
                    sleepMs(0);
                    trail.add(name);
                });
            }
            settle();
        });
        assertThat(log.stream().filter(message -> message.startsWith("Executing Task[a]")))
                .hasSize(2);
        assertThat(log.stream().filter(message -> message.startsWith("Executing Task[b]")))
                .hasSize(2)
                .first()
                .asString()
                .contains(" Asyncio.sleepMs at io.asyncio.SlowStepsTest.");
    }

    @Test
    void aCallbackIsTimedToItsEndThoughATaskStartsInIt() {
        loop.setDebug(true);
        loop.setSlowCallbackDuration(0.0);
        run(() -> {
            loop.callSoon(() -> {
                loop.createTask(TaskOptions.named("eager").withEagerStart(), () -> {
                    sleepMs(0);
                    trail.add("eager");
                });
                trail.add(log.stream().noneMatch(SlowStepsTest::isOfTheCallback));
            });
            settle();
        });
        trail.assertIs("true", "eager");
        assertThat(log).anyMatch(SlowStepsTest::isOfTheCallback);
    }

    private static boolean isOfTheCallback(String message) {
        return message.startsWith("Executing The callback a lambda of io.asyncio.SlowStepsTest");
    }
}
