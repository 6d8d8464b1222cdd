package io.asyncio.examples.benchmarks.echo;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Each connection sends blocks of 64 KiB, two of them ahead of the echo; the number is of blocks. */
public class EchoStream extends EchoJob {
    private static final int BLOCKS = 4_000;

    @Override
    EchoClient newClient() {
        return new EchoClient(65_536, 2);
    }

    @Benchmark
    @OperationsPerInvocation(BLOCKS)
    public void echo(ServerCpu cpu) {
        echo(BLOCKS, cpu);
    }
}
