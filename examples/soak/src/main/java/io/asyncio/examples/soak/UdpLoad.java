package io.asyncio.examples.soak;

import static io.asyncio.Asyncio.createDatagramEndpoint;
import static io.asyncio.Asyncio.createTask;

import io.asyncio.CancelledError;
import io.asyncio.Task;
import io.asyncio.stream.Datagram;
import io.asyncio.stream.DatagramStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Sockets of UDP that come and go, each of which sends some datagrams to one that answers with the same. */
final class UdpLoad extends Load {
    private @Nullable DatagramStream server;
    private @Nullable Task<?> answering;

    UdpLoad() {
        super("UDP", 2);
    }

    @Override
    void open() throws Exception {
        DatagramStream socket =
                createDatagramEndpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null);
        server = socket;
        answering = createTask("UDP server", () -> answer(socket));
    }

    private static void answer(DatagramStream socket) throws Exception {
        while (true) {
            Datagram datagram = socket.receive();
            socket.send(datagram.data(), datagram.sender());
        }
    }

    /** One at a time, so that no buffer of the system overflows, which may drop datagrams. */
    @Override
    void round(Random random) throws Exception {
        try (DatagramStream client = createDatagramEndpoint(null, server.address())) {
            for (int i = 0; i < 5; i++) {
                byte[] sent = new byte[1 + random.nextInt(1000)];
                random.nextBytes(sent);
                client.send(sent);
                require(Arrays.equals(client.receive().data(), sent), "UDP brings back what was sent");
            }
            client.close();
            client.waitClosed();
        }
    }

    @Override
    void close() throws Exception {
        answering.cancel();
        try {
            answering.await();
        } catch (CancelledError e) {
            server.close();
            server.waitClosed();
        }
    }
}
