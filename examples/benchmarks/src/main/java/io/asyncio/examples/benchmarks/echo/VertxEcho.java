package io.asyncio.examples.benchmarks.echo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;

/** Vert.x, one event loop, on its native transport. */
final class VertxEcho implements EchoServer {
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));

    @Override
    public int start(TlsKey key) {
        NetServerOptions options = new NetServerOptions().setAcceptBacklog(1024);
        if (key != null) {
            options.setSsl(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setKeyValue(Buffer.buffer(key.keyPem()))
                            .setCertValue(Buffer.buffer(key.certificatePem())));
        }
        return result(vertx.createNetServer(options)
                        .connectHandler(socket -> socket.pipeTo(socket))
                        .listen(0, "127.0.0.1"))
                .actualPort();
    }

    @Override
    public void close() {
        result(vertx.close());
    }

    private static <T> T result(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
