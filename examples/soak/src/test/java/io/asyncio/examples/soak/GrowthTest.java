package io.asyncio.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthTest {
    private static final long MIB = 1 << 20;

    private static Series threads(Long... values) {
        return new Series("live threads", Scale.COUNT, List.of(values));
    }

    @Test
    void whatStaysTheSameHasNotGrown() {
        assertThat(Growth.of(Quantity.THREADS, threads(20L, 20L, 20L, 20L, 20L, 20L)))
                .isEmpty();
    }

    @Test
    void whatShrinksHasNotGrown() {
        assertThat(Growth.of(Quantity.THREADS, threads(90L, 80L, 70L, 60L, 50L, 40L)))
                .isEmpty();
    }

    @Test
    void whatGrowsByMoreThanTheAllowanceIsTold() {
        assertThat(Growth.of(Quantity.THREADS, threads(20L, 20L, 22L, 24L, 30L, 32L)))
                .contains("live threads: grows from 20 to 30 (medians of the first and the last third),"
                        + " allowed are 9 more");
    }

    @Test
    void theAllowanceIsNoGrowth() {
        assertThat(Growth.of(Quantity.THREADS, threads(20L, 20L, 20L, 29L, 29L, 29L)))
                .isEmpty();
        assertThat(Growth.of(Quantity.THREADS, threads(20L, 20L, 20L, 30L, 30L, 30L)))
                .isPresent();
    }

    @Test
    void singleHighSamplesAreIgnored() {
        assertThat(Growth.of(Quantity.THREADS, threads(20L, 20L, 20L, 20L, 20L, 20L, 900L, 20L, 20L)))
                .isEmpty();
    }

    @Test
    void aSmallLeakIsFoundIfItGoesOn() {
        Long[] leaking = new Long[30];
        for (int i = 0; i < leaking.length; i++) {
            leaking[i] = 15 * MIB + i * MIB / 16;
        }
        assertThat(Growth.of(Quantity.HEAP, new Series("heap", Scale.BYTES, List.of(leaking))))
                .contains("heap: grows from 15.3 MiB to 16.5 MiB (medians of the first and the last third),"
                        + " allowed are 1.0 MiB more");
    }

    @Test
    void noTaskMayBeLeft() {
        Series tasks = new Series("tasks", Scale.COUNT, List.of(35L, 35L, 35L, 35L, 36L, 36L));
        assertThat(Growth.of(Quantity.TASKS, tasks)).isPresent();
    }

    @Test
    void oneSampleIsEnoughToAsk() {
        assertThat(Growth.of(Quantity.THREADS, threads(20L))).isEmpty();
    }
}
