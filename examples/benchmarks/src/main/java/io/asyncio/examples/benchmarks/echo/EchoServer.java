package io.asyncio.examples.benchmarks.echo;

/** A server on loopback that sends back what it gets. */
public interface EchoServer extends AutoCloseable {
    /** As much as is read at a time where the server chooses. */
    int BUFFER_BYTES = 65_536;

    /** With TLS if there is a key; returns the port. */
    int start(TlsKey key) throws Exception;

    /** What it has used in another process. */
    default long cpuNanosElsewhere() {
        return 0;
    }

    @Override
    void close() throws Exception;

    /** The one of that name. */
    static EchoServer of(String name) {
        return switch (name) {
            case "asyncio" -> new AsyncioEcho("carrier", AsyncioEcho::serve);
            case "asyncioTransfer" -> new AsyncioEcho("carrier", AsyncioEcho::transfer);
            case "asyncioVirtual" -> new AsyncioEcho("virtual", AsyncioEcho::serve);
            case "asyncioPlatform" -> new AsyncioEcho("platform", AsyncioEcho::serve);
            case "netty" -> new NettyEcho();
            case "reactorNetty" -> new ReactorNettyEcho();
            case "virtualThreads" -> new VirtualThreadEcho();
            case "vertx" -> new VertxEcho();
            case "ktor" -> new KtorEcho();
            case "cpython" -> new PythonEcho();
            default -> throw new IllegalArgumentException("no server is called " + name);
        };
    }
}
