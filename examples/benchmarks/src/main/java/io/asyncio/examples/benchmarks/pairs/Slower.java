package io.asyncio.examples.benchmarks.pairs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Prints what became slower from one file of results to another by more than the spread, in the ratio to a peer: what the
 * machine did meets both in that.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/benchmarks -am -Dbenchmark=Slower -Darguments="before.json after.json"}
 */
public final class Slower {
    private Slower() {}

    /** Ends with 1 if something did. */
    public static void main(String... files) throws IOException {
        List<PairResults> before = PairResults.read(Path.of(files[0]));
        List<PairResults> after = PairResults.read(Path.of(files[1]));
        long slower = after.stream()
                .mapToLong(results -> before.stream()
                        .filter(other -> other.title().equals(results.title())
                                && other.ours().equals(results.ours()))
                        .reduce((first, last) -> last)
                        .map(other -> slower(other, results))
                        .orElse(0L))
                .sum();
        System.out.println(slower == 0 ? "Nothing became slower." : slower + " became slower.");
        System.exit(slower == 0 ? 0 : 1);
    }

    private static long slower(PairResults before, PairResults after) {
        return after.peers().stream()
                .filter(peer ->
                        !peer.endsWith(PairResults.AGAIN) && before.peers().contains(peer))
                .filter(peer -> after.ratio(peer).isAbove(before.ratio(peer)))
                .peek(peer -> System.out.println(after.title() + ", to " + peer + ": " + before.ratio(peer) + " at "
                        + before.commit() + ", " + after.ratio(peer) + " at " + after.commit()))
                .count();
    }
}
