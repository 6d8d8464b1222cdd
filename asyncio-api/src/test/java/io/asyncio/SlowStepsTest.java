package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class SlowStepsTest extends LoopTestBase {
    @Test
    void aStepAtOrOverTheThresholdIsLoggedAndOneBelowIsNot() {
        SlowSteps slowSteps = new SlowSteps(loop, trail::add);
        Ready entry = new Ready() {
            @Override
            void run() {
                trail.add("run");
            }

            @Override
            String label() {
                return "the entry";
            }
        };
        slowSteps.setThreshold(Durations.FOREVER);
        slowSteps.time(entry);
        trail.assertIs("run");
        slowSteps.setThreshold(0);
        slowSteps.time(entry);
        assertThat(trail.steps()).hasSize(3);
        assertThat(trail.steps().get(2))
                .startsWith("Executing the entry took 0.0")
                .endsWith(" s");
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
        List<String> log = new CopyOnWriteArrayList<>();
        loop.core.slowSteps.log = log::add;
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
        List<String> log = new CopyOnWriteArrayList<>();
        loop.core.slowSteps.log = log::add;
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
