package io.asyncio.examples.soak;

import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.startServer;
import static io.asyncio.Asyncio.toThread;

import io.asyncio.Loop;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import java.io.IOException;
import java.util.Random;

/** Loops that another thread makes and closes, with a server, a connection and a sleeping task still in them. */
final class LoopsLoad extends Load {
    LoopsLoad() {
        super("loops", 1);
    }

    @Override
    void round(Random random) {
        toThread(() -> {
            try (Loop loop = Loop.create().start()) {
                loop.createTask(() -> sleep(3600));
                loop.createTask(() -> echo(random)).toCompletableFuture().join();
            }
        });
    }

    private static void echo(Random random) throws IOException {
        Server server = startServer(Echo::serve, Echo.HOST, 0);
        Stream stream = openConnection(Echo.HOST, server.port());
        Echo.exchange(stream, random);
    }
}
