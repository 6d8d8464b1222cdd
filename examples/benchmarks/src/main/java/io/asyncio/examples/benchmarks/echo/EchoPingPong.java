package io.asyncio.examples.benchmarks.echo;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Each connection sends 64 bytes, waits for them, and sends again. */
public class EchoPingPong extends EchoJob {
    private static final int ECHOES = 20_000;

    @Override
    EchoClient newClient() {
        return new EchoClient(64, 1);
    }

    @Benchmark
    @OperationsPerInvocation(ECHOES)
    public void echo(ServerCpu cpu) {
        echo(ECHOES, cpu);
    }
}
