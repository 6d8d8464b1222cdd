package io.asyncio.examples.benchmarks.echo;

import io.asyncio.examples.benchmarks.Comparison;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A server, and a client with its connections. Here the contender is a parameter, as each is a server to be started. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public abstract class EchoJob extends Comparison {
    @Param({
        "asyncio",
        "asyncioTransfer",
        "asyncioVirtual",
        "asyncioPlatform",
        "netty",
        "reactorNetty",
        "virtualThreads",
        "vertx",
        "ktor",
        "cpython"
    })
    public String server = "";

    @Param({"1", "100", "1000"})
    public int connections;

    /** Of the JDK; or {@code openssl}, for the servers that can have it. */
    @Param({"false", "true"})
    public String tls = "";

    private EchoClient client;
    private EchoServer running;

    abstract EchoClient newClient();

    void echo(int messages, ServerCpu cpu) {
        cpu.measure(running, client, messages);
    }

    @Setup
    public void connect() throws Exception {
        running = EchoServer.of(server);
        client = newClient();
        boolean encrypted = !tls.equals("false");
        int port = running.start(encrypted ? new TlsKey(tls) : null);
        client.connect(port, connections, encrypted);
    }

    @TearDown
    public void disconnect() throws Exception {
        client.close();
        running.close();
    }
}
