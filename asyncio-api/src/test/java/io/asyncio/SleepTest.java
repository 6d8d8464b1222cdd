package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SleepTest extends LoopTestBase {
    @Test
    void sleepersWakeByDeadlineThenByInsertion() {
        run(() -> {
            createTask(() -> sleepThenRecord(20, "second"));
            createTask(() -> sleepThenRecord(10, "first"));
            createTask(() -> sleepThenRecord(20, "third"));
            sleepMs(30);
        });
        trail.assertIs("first", "second", "third");
    }

    @Test
    void virtualTimeMovesToTheDeadlineAndNoFurther() {
        run(() -> {
            double before = loop.time();
            sleep(3600);
            assertThat(loop.time() - before).isEqualTo(3600);
        });
    }

    @Test
    void sleepOfNothingYieldsOnce() {
        run(() -> {
            createTask(() -> trail.add("other"));
            sleepMs(0);
            trail.add("main");
            createTask(() -> trail.add("other 2"));
            sleep(-5.0);
            trail.add("main 2");
            createTask(() -> trail.add("other 3"));
            sleep(Duration.ofSeconds(Long.MIN_VALUE));
            trail.add("main 3");
        });
        trail.assertIs("other", "main", "other 2", "main 2", "other 3", "main 3");
    }

    @Test
    void hugeSleepsDoNotOverflow() {
        run(() -> {
            Task<?>[] sleepers = {
                createTask(() -> sleepMs(Long.MAX_VALUE)),
                createTask(() -> sleep(Duration.ofSeconds(Long.MAX_VALUE))),
                createTask(() -> sleep(Double.POSITIVE_INFINITY)),
                createTask(() -> sleep(Double.MAX_VALUE)),
            };
            sleep(1e6);
            for (Task<?> sleeper : sleepers) {
                assertThat(sleeper.done()).isFalse();
                sleeper.cancel();
            }
        });
    }

    @Test
    void secondsAreAsLongAsTheirMilliseconds() {
        run(() -> {
            createTask(() -> sleepThenRecord(1001, "sleepMs"));
            createTask(() -> {
                sleep(1.001);
                trail.add("sleep");
            });
            loop.callAt(loop.time() + 1.001, () -> trail.add("callAt"));
            sleep(2);
        });
        trail.assertIs("callAt", "sleepMs", "sleep");
    }

    @Test
    void notANumberIsRefused() {
        run(() -> assertThatThrownBy(() -> sleep(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a time in seconds must be a number, got NaN"));
    }

    @Test
    void sleepOutsideOfALoopSaysWhereToCallIt() {
        assertThatThrownBy(() -> sleepMs(1))
                .isInstanceOf(NoRunningLoopException.class)
                .hasMessageContaining("call sleep() inside Asyncio.run(...)");
    }

    private void sleepThenRecord(long millis, String step) {
        sleepMs(millis);
        trail.add(step);
    }
}
