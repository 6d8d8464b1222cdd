package io.asyncio.examples.soak;

import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.startServer;

import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import java.io.IOException;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The echo over TLS: connections that end in order, are aborted, or cancelled, perhaps within the handshake. */
final class TlsLoad extends Load {
    private final SSLContext context;
    private @Nullable Server server;

    TlsLoad(SSLContext context) {
        super("TLS", 2);
        this.context = context;
    }

    @Override
    void open() throws IOException {
        server = startServer(Echo::serve, Echo.HOST, 0, context);
    }

    @Override
    void round(Random random) throws Exception {
        switch (random.nextInt(4)) {
            case 0 -> connect().abort();
            case 1 -> Crowd.run(random, 2, () -> exchange(random));
            default -> exchange(random);
        }
    }

    @Override
    void close() {
        server.close();
        server.waitClosed();
    }

    private Stream connect() throws IOException {
        return openConnection(Echo.HOST, server.port(), context);
    }

    private void exchange(Random random) throws IOException {
        try (Stream stream = connect()) {
            Echo.exchange(stream, random);
            stream.close();
            stream.waitClosed();
        }
    }
}
