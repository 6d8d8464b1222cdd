package io.asyncio.examples.benchmarks.pairs;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;

/** In the JVM of a contender: waits for its turn before each of JMH's iterations, and tells {@link Turns} what came out. */
public final class TurnProfiler implements InternalProfiler {
    static final String PORT = "pairs.port";
    static final String CONTENDER = "pairs.contender";

    private static final String SERVER_CPU = "serverCpuNanos";
    private static final CompilationMXBean COMPILATION = ManagementFactory.getCompilationMXBean();

    private DataInputStream in;
    private DataOutputStream out;
    private long compiledBefore;

    @Override
    public String getDescription() {
        return "Measures in turns with other JVMs";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        try {
            if (in == null) {
                connect(); // not before: JMH makes one of these in its own JVM, too
            }
            if (!in.readBoolean()) {
                Runtime.getRuntime().halt(0); // all rounds have been: JMH would go on to its own last one
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        compiledBefore = COMPILATION.getTotalCompilationTime();
    }

    private void connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.getInteger(PORT));
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
        out.writeUTF(System.getProperty(CONTENDER));
        out.flush();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        long compiled = COMPILATION.getTotalCompilationTime() - compiledBefore;
        try {
            new Sample(result.getPrimaryResult().getScore(), cost(benchmark, result), compiled).write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of();
    }

    /** Throughput counts operations a unit of time, its inverse is the time of one; both are rates for the server's time. */
    private static double cost(BenchmarkParams benchmark, IterationResult result) {
        double score = result.getPrimaryResult().getScore();
        Result<?> cpu = result.getSecondaryResults().get(SERVER_CPU);
        if (cpu != null) {
            return cpu.getScore() / score;
        }
        double unit = benchmark.getTimeUnit().toNanos(1);
        return benchmark.getMode().shortLabel().equals("thrpt") ? unit / score : score * unit;
    }
}
