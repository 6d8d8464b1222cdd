package io.asyncio.examples.benchmarks.pairs;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What one slice of a contender's came to.
 *
 * @param score in JMH's unit of the benchmark
 * @param cost what to compare, less is better: the server's processor time of an operation where that was measured, else
 *     the time of one
 * @param compiledMillis for how long the JIT's threads have worked meanwhile
 */
record Sample(double score, double cost, long compiledMillis) {
    static Sample read(DataInputStream in) throws IOException {
        return new Sample(in.readDouble(), in.readDouble(), in.readLong());
    }

    void write(DataOutputStream out) throws IOException {
        out.writeDouble(score);
        out.writeDouble(cost);
        out.writeLong(compiledMillis);
        out.flush();
    }
}
