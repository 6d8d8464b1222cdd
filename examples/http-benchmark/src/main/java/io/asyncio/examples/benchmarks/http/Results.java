package io.asyncio.examples.benchmarks.http;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** All that was measured so far. */
record Results(List<Slice> slices) {
    List<Load> loads() {
        return slices.stream().map(Slice::load).distinct().toList();
    }

    List<String> contenders(Load load) {
        return Contender.all().stream()
                .map(Contender::name)
                .filter(name -> !of(load, name).isEmpty())
                .toList();
    }

    Quartiles of(Load load, String contender, ToDoubleFunction<Slice> value) {
        return Quartiles.of(of(load, contender).stream().mapToDouble(value));
    }

    /** Each slice of the one divided by the other's of the same round; empty if either was not measured. */
    Optional<Quartiles> ratio(Load load, String contender, String peer, Metric metric) {
        double[] ours = values(load, contender, metric);
        double[] theirs = values(load, peer, metric);
        int rounds = Math.min(ours.length, theirs.length); // one of the two may have stopped to answer
        return rounds == 0
                ? Optional.empty()
                : Optional.of(Quartiles.of(IntStream.range(0, rounds).mapToDouble(i -> ours[i] / theirs[i])));
    }

    private double[] values(Load load, String contender, Metric metric) {
        return of(load, contender).stream().mapToDouble(metric::of).toArray();
    }

    private List<Slice> of(Load load, String contender) {
        return slices.stream()
                .filter(slice -> slice.load().equals(load) && slice.contender().equals(contender))
                .sorted((one, other) -> Integer.compare(one.round(), other.round()))
                .toList();
    }
}
