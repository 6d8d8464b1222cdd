package io.asyncio.examples.benchmarks.echo;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The time that all threads but the client's, garbage collection among them, have run on a processor. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class ServerCpu {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** JMH makes it a rate. */
    public long serverCpuNanos;

    void measure(EchoServer server, EchoClient client, int messages) {
        long before = used(server, client);
        client.echo(messages);
        serverCpuNanos += used(server, client) - before;
    }

    private static long used(EchoServer server, EchoClient client) {
        return PROCESS.getProcessCpuTime() + server.cpuNanosElsewhere() - THREADS.getThreadCpuTime(client.threadId());
    }
}
