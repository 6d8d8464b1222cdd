package io.asyncio.examples.benchmarks.echo;

/** ktor-network, whose handlers have one thread. It has no TLS for servers. */
final class KtorEcho implements EchoServer {
    private final KtorServer server = new KtorServer(BUFFER_BYTES);

    @Override
    public int start(TlsKey key) {
        if (key != null) {
            throw new UnsupportedOperationException("ktor-network has no TLS for servers");
        }
        return server.start();
    }

    @Override
    public void close() {
        server.close();
    }
}
