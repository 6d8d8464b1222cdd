package io.asyncio.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final Report report = new Report(List.of("TCP", "Lock"));

    private static Sample sample(long threads, long tcp, long lock) {
        return new Sample(Map.of(Quantity.THREADS, threads), Map.of("TCP", tcp, "Lock", lock));
    }

    @Test
    void aLoadThatStandsStillIsNamed() {
        report.add(sample(20, 100, 50));
        report.add(sample(20, 101, 60));
        assertThatThrownBy(() -> report.add(sample(20, 101, 70)))
                .hasMessage("No round has ended between two samples: [TCP]");
    }

    @Test
    void theFirstSampleMayBeEmpty() {
        assertThatCode(() -> report.add(sample(20, 0, 0))).doesNotThrowAnyException();
    }

    @Test
    void tellsEachQuantityThatHasGrown() {
        report.add(sample(20, 100, 50));
        report.add(sample(60, 200, 60));
        report.add(sample(90, 300, 70));
        assertThat(report.growth()).singleElement().asString().startsWith("live threads: grows from 20 to 90");
    }

    @Test
    void chartsTheQuantitiesAndTheRoundsBetweenSamples() {
        report.add(sample(20, 100, 50));
        report.add(sample(20, 200, 60));
        report.add(sample(20, 400, 70));
        assertThat(report.chart())
                .hasSize(Quantity.values().length + 2)
                .contains("live threads           ▁▁▁  first 20, median 20, last 20")
                .endsWith(
                        "TCP                    ▁█  first 100, median 100, last 200",
                        "Lock                   ▁▁  first 10, median 10, last 10");
    }

    @Test
    void withoutSamplesThereIsNoChart() {
        assertThat(report.chart()).isEmpty();
    }

    /** The samples of a run of one and a half minutes on JDK 25 with carriers, rounded. */
    @Test
    void drawsWhatTheReadmeShows() {
        long[] heap = {15_421, 15_339, 15_339, 15_339, 15_421, 15_339, 15_339, 15_339, 15_339, 15_339, 15_339, 15_339};
        long[] direct = {10_240, 10_240, 10_240, 10_240, 10_240, 10_240, 10_240, 10_649, 10_752, 11_264, 11_264, 11_264
        };
        long[] threads = {21, 21, 20, 20, 21, 21, 20, 19, 19, 19, 20, 20};
        long[] files = {79, 73, 79, 79, 79, 77, 81, 75, 79, 81, 77, 79};
        Report shown = new Report(List.of());
        for (int i = 0; i < heap.length; i++) {
            Map<Quantity, Long> values = Map.of(
                    Quantity.HEAP,
                    heap[i] * 1024,
                    Quantity.DIRECT_MEMORY,
                    direct[i] * 1024,
                    Quantity.THREADS,
                    threads[i],
                    Quantity.FILES,
                    files[i],
                    Quantity.TASKS,
                    36L,
                    Quantity.CONNECTIONS,
                    0L);
            shown.add(new Sample(values, Map.of()));
        }
        assertThat(String.join("\n", shown.chart())).isEqualTo("""
                heap after collection  ▂▁▁▁▂▁▁▁▁▁▁▁  first 15.1 MiB, median 15.0 MiB, last 15.0 MiB
                Netty's direct memory  ▁▁▁▁▁▁▁▂▂▂▂▂  first 10.0 MiB, median 10.0 MiB, last 11.0 MiB
                live threads           ▃▃▂▂▃▃▂▁▁▁▂▂  first 21, median 20, last 20
                open files             ▅▁▅▅▅▄▆▂▅▆▄▅  first 79, median 79, last 79
                tasks                  ▁▁▁▁▁▁▁▁▁▁▁▁  first 36, median 36, last 36
                accepted connections   ▁▁▁▁▁▁▁▁▁▁▁▁  first 0, median 0, last 0""");
        assertThat(shown.growth()).isEmpty();
    }
}
