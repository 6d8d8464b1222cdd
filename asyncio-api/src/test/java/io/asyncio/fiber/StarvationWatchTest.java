package io.asyncio.fiber;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.fiber.StarvationWatch.Finding;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StarvationWatchTest {
    private long now = 1;
    private final ArrayDeque<Boolean> memory = new ArrayDeque<>();
    private final StarvationWatch watch = new StarvationWatch(() -> now, bytes -> hasMemory() ? new byte[1] : null);
    private final Object fiber = new Object();

    private boolean hasMemory() {
        return memory.isEmpty() || memory.remove();
    }

    private Finding lookLater(Object notRun) {
        now += StarvationWatch.LOOK_NANOS;
        return watch.look(notRun);
    }

    @Test
    void fiberThatRunsIsLeftAlone() {
        watch.begin();
        assertThat(List.of(lookLater(null), lookLater(null))).containsOnly(Finding.NONE);
    }

    @Test
    void fiberThatIsNotRunTwiceIsHelpedOnceIfThereIsMemory() {
        watch.begin();
        assertThat(List.of(lookLater(fiber), lookLater(fiber), lookLater(fiber)))
                .containsExactly(Finding.NONE, Finding.STARVED, Finding.NONE);
    }

    @Test
    void reserveIsGivenBackOnceWhileThereIsNoMemory() {
        watch.begin();
        lookLater(fiber);
        memory.addAll(List.of(false, false)); // beside the reserve, and for another one
        assertThat(List.of(lookLater(fiber), lookLater(fiber))).containsExactly(Finding.STARVED, Finding.NONE);
    }

    @Test
    void twoSecondsWithoutMemoryAreHopeless() {
        watch.begin();
        lookLater(fiber);
        memory.addAll(List.of(false, false));
        lookLater(fiber);
        now += TimeUnit.SECONDS.toNanos(2);
        assertThat(lookLater(fiber)).isEqualTo(Finding.HOPELESS);
    }

    @Test
    void twoSecondsWithMemoryAreWaitedFor() {
        watch.begin();
        lookLater(fiber);
        now += TimeUnit.SECONDS.toNanos(2);
        assertThat(List.of(lookLater(fiber), lookLater(fiber))).containsExactly(Finding.STARVED, Finding.NONE);
    }
}
