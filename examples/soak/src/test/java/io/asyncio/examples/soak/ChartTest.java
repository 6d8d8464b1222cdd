package io.asyncio.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChartTest {
    private static String line(long least, Long... values) {
        return Chart.line(new Series("open files", Scale.COUNT, List.of(values)), least);
    }

    @Test
    void theBarsGoFromTheLowestValueToTheHighest() {
        assertThat(line(0, 10L, 20L, 30L, 40L, 50L, 60L, 70L, 80L))
                .isEqualTo("open files             ▁▂▃▄▅▆▇█  first 10, median 40, last 80");
    }

    @Test
    void whatChangesLittleLooksFlat() {
        assertThat(line(100, 1000L, 1001L, 1000L, 1005L))
                .isEqualTo("open files             ▁▁▁▁  first 1,000, median 1,000, last 1,005");
    }

    @Test
    void theAllowanceIsTheHeightIfAllIsWithinIt() {
        assertThat(line(70, 0L, 10L, 35L, 70L)).contains(" ▁▂▅█ ");
    }

    @Test
    void oneValueIsALineToo() {
        assertThat(line(0, 7L)).isEqualTo("open files             ▁  first 7, median 7, last 7");
    }

    @Test
    void bytesAreShownAsMebibytes() {
        Series heap = new Series("heap", Scale.BYTES, List.of(1L << 20, 3L << 19));
        assertThat(Chart.line(heap, 0))
                .isEqualTo("heap                   ▁█  first 1.0 MiB, median 1.0 MiB, last 1.5 MiB");
    }
}
