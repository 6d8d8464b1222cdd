package io.asyncio.examples.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One job, done by us and by the peers: a class is the job, a method is who does it. {@code asyncio} is ours, on each
 * fiber. Each method has a JVM of its own, and does the same number of operations per call.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public abstract class Comparison {
    /** The count, if all was done. */
    protected static int counted(int expected, int actual) {
        if (actual != expected) {
            throw new IllegalStateException("did " + actual + " operations instead of " + expected);
        }
        return actual;
    }
}
