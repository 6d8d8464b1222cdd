package io.asyncio.examples.benchmarks.echo;

import reactor.netty.DisposableServer;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpServer;

/** reactor-netty, one event loop. */
final class ReactorNettyEcho implements EchoServer {
    private final LoopResources thread = LoopResources.create("echo", 1, 1, true);
    private DisposableServer server;

    @Override
    public int start(TlsKey key) throws Exception {
        TcpServer plain = TcpServer.create()
                .host("127.0.0.1")
                .port(0)
                .runOn(thread)
                .handle((in, out) -> out.send(in.receive().retain(), each -> true));
        var ssl = key == null ? null : key.nettyContext();
        TcpServer configured = ssl == null ? plain : plain.secure(spec -> spec.sslContext(ssl));
        server = configured.bindNow();
        return server.port();
    }

    @Override
    public void close() {
        server.disposeNow();
        thread.dispose();
    }
}
