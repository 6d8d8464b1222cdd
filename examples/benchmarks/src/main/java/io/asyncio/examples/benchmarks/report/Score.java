package io.asyncio.examples.benchmarks.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * What was measured of one contender.
 *
 * @param job the class of the benchmark, for example SwitchInTurn
 * @param parameters of the job, not those that name the contender
 * @param contender who did it: a peer, or asyncio and its fiber
 * @param moreIsBetter whether this is a throughput
 * @param samples of all iterations of all forks
 * @param allocated bytes per operation, NaN if nobody looked
 * @param serverCpu ns of processor time that a server needs per operation, NaN if there is none
 */
record Score(
        String job,
        Map<String, String> parameters,
        String contender,
        String unit,
        boolean moreIsBetter,
        double[] samples,
        double allocated,
        double serverCpu) {
    /** Where ours run fastest, which the targets are for. */
    static final String OURS = "asyncio carrier";

    boolean isOurs() {
        return contender.startsWith("asyncio");
    }

    double median() {
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    double least() {
        return Arrays.stream(samples).min().orElseThrow();
    }

    double most() {
        return Arrays.stream(samples).max().orElseThrow();
    }

    /** The job and its parameters. */
    String title() {
        return JobTitle.of(job, parameters);
    }

    /** Three digits that count. */
    static String number(double value) {
        double size = Math.abs(value);
        if (size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : "%.2f", value);
    }
}
