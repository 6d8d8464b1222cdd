package io.asyncio.examples.benchmarks.echo;

import io.asyncio.Asyncio;
import io.asyncio.Loop;
import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.ServerOptions;
import io.asyncio.stream.StreamReader;
import io.asyncio.stream.StreamWriter;
import java.io.IOException;

/** Ours. */
final class AsyncioEcho implements EchoServer {
    private final Loop loop;
    private final ConnectionHandler handler;

    AsyncioEcho(String fiber, ConnectionHandler handler) {
        this.handler = handler;
        System.setProperty("io.asyncio.fiber", fiber);
        loop = Loop.create().start();
    }

    @Override
    public int start(TlsKey key) throws Exception {
        ServerOptions options = ServerOptions.defaults().withBacklog(1024);
        ServerOptions chosen = key == null
                ? options
                : key.isOpenSsl() ? options.withSsl(key.nettyContext()) : options.withSsl(key.context());
        Server server = loop.createTask(() -> Asyncio.startServer(handler, "127.0.0.1", 0, chosen))
                .toCompletableFuture()
                .get();
        return server.port();
    }

    static void serve(StreamReader reader, StreamWriter writer) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int count = reader.readInto(buffer); count > 0; count = reader.readInto(buffer)) {
            writer.write(buffer, 0, count);
            writer.drain();
        }
        writer.close();
    }

    /** What a proxy does. */
    static void transfer(StreamReader reader, StreamWriter writer) throws IOException {
        reader.transferTo(writer);
        writer.close();
    }

    @Override
    public void close() {
        loop.close();
    }
}
