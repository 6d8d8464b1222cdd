package io.asyncio.examples.benchmarks.pairs;

import io.asyncio.examples.benchmarks.report.Quartiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The results in Markdown: what ours and each peer cost, and the ratio of the two. */
public final class PairTable {
    private PairTable() {}

    /** The arguments are files of results. */
    public static void main(String... files) throws IOException {
        for (String file : files) {
            System.out.println(of(PairResults.read(Path.of(file))));
        }
    }

    static String of(List<PairResults> all) {
        StringBuilder text = new StringBuilder();
        line(text, "job", "peer", "ours, ns", "peer, ns", "ours : peer", "target", "met");
        line(text, "---", "---", "---:", "---:", "---", "---", "---");
        for (PairResults results : all) {
            String ours = number(results.cost(results.ours()).median());
            for (String peer : results.peers()) {
                OptionalDouble target = PairTargets.of(results.title(), results.ours(), peer);
                Quartiles ratio = results.ratio(peer);
                line(
                        text,
                        results.title(),
                        peer,
                        ours,
                        number(results.cost(peer).median()),
                        ratio.toString(),
                        target.isPresent() ? "≤ " + target.getAsDouble() : "",
                        target.isPresent() ? verdict(ratio, target.getAsDouble()) : "");
            }
        }
        return text.toString();
    }

    /** Only if both quartiles agree. */
    private static String verdict(Quartiles ratio, double target) {
        if (ratio.upper() <= target) {
            return "yes";
        }
        return ratio.lower() > target ? "**no**" : "open";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }

    private static void line(StringBuilder text, String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
