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

    /** The samples of a run of two and a half minutes on JDK 25 with carriers, rounded. */
    @Test
    void drawsWhatTheReadmeShows() {
        long[] heap = {13_778, 13_681, 13_681, 13_681, 13_650, 13_650, 13_650, 13_681, 13_681, 13_650, 13_650, 13_681};
        long[] direct = {6820, 6963, 6963, 6963, 7066, 7066, 7188, 7188, 7188, 7188, 7188, 7188};
        long[] threads = {20, 20, 20, 19, 19, 19, 19, 19, 19, 19, 19, 19};
        long[] files = {65, 69, 67, 65, 65, 65, 65, 67, 65, 65, 65, 67};
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
                    35L,
                    Quantity.CONNECTIONS,
                    0L);
            shown.add(new Sample(values, Map.of()));
        }
        assertThat(String.join("\n", shown.chart())).isEqualTo("""
                heap after collection  ▂▁▁▁▁▁▁▁▁▁▁▁  first 13.5 MiB, median 13.4 MiB, last 13.4 MiB
                Netty's direct memory  ▁▁▁▁▁▁▂▂▂▂▂▂  first 6.7 MiB, median 6.9 MiB, last 7.0 MiB
                live threads           ▂▂▂▁▁▁▁▁▁▁▁▁  first 20, median 19, last 19
                open files             ▁▄▂▁▁▁▁▂▁▁▁▂  first 65, median 65, last 67
                tasks                  ▁▁▁▁▁▁▁▁▁▁▁▁  first 35, median 35, last 35
                accepted connections   ▁▁▁▁▁▁▁▁▁▁▁▁  first 0, median 0, last 0""");
        assertThat(shown.growth()).isEmpty();
    }
}
