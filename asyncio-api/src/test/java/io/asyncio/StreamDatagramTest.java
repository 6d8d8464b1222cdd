package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createDatagramEndpoint;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.toThread;
import static io.asyncio.Asyncio.waitForMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio.stream.Datagram;
import io.asyncio.stream.DatagramStream;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class StreamDatagramTest extends SocketTestBase {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(LOOPBACK, 0);

    @Test
    void datagramsGoThereAndBack() {
        run(() -> exchange());
    }

    private static void exchange() throws IOException {
        try (DatagramStream server = createDatagramEndpoint(ANY_PORT, null);
                DatagramStream client = createDatagramEndpoint(null, server.address())) {
            for (String text : new String[] {"one", "two"}) {
                client.send(bytes(text));
                Datagram question = server.receive();
                assertThat(text(question.data())).isEqualTo(text);
                server.send(bytes("echo " + text), question.sender());
                assertThat(text(client.receive().data())).isEqualTo("echo " + text);
            }
            assertThat(client.toString()).contains(" - ").startsWith("DatagramStream[");
        }
    }

    @Test
    void onAForeignSchedulerToo() {
        runOnForeignScheduler(() -> exchange());
    }

    /** The largest is what IPv4 allows. */
    @Test
    void largeDatagramsArriveWhole() {
        run(() -> exchangeLarge());
        runOnForeignScheduler(() -> exchangeLarge());
    }

    private static void exchangeLarge() throws IOException {
        try (DatagramStream server = createDatagramEndpoint(ANY_PORT, null);
                DatagramStream client = createDatagramEndpoint(null, server.address())) {
            for (int size : new int[] {2048, 2049, 9000, 65_507}) {
                byte[] data = new byte[size];
                Arrays.fill(data, (byte) size);
                client.send(data);
                Datagram question = server.receive();
                assertThat(Arrays.equals(question.data(), data))
                        .as("%s bytes", size)
                        .isTrue();
                server.send(question.data(), question.sender());
                assertThat(Arrays.equals(client.receive().data(), data))
                        .as("%s bytes back", size)
                        .isTrue();
            }
        }
    }

    /** They come while nobody receives: some wait, here and in the system, and the others are lost. */
    @Test
    void aBurstOfSmallDatagramsTakesLittleMemory() {
        int count = 10_000;
        for (int size : new int[] {0, 1}) {
            run(() -> {
                try (DatagramStream server = createDatagramEndpoint(ANY_PORT, null)) {
                    toThread(() -> sendMany(server.address(), count, size));
                    int waiting = 0;
                    for (byte[] data = receiveOrNull(server); data != null; data = receiveOrNull(server)) {
                        assertThat(data).hasSize(size);
                        waiting++;
                    }
                    assertThat(waiting).isPositive().isLessThan(2000);
                }
            });
        }
        PooledByteBufAllocator allocator = (PooledByteBufAllocator) loop.sockets.allocator();
        assertThat(allocator.metric().usedDirectMemory()).isLessThan(8 << 20);
    }

    private static void sendMany(InetSocketAddress receiver, int count, int size) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < count; i++) {
                socket.send(new DatagramPacket(new byte[size], size, receiver));
                if (i % 100 == 0) {
                    LockSupport.parkNanos(5_000_000); // the other side keeps up with the system
                }
            }
        }
    }

    private static byte[] receiveOrNull(DatagramStream stream) throws IOException {
        try {
            return waitForMs(stream::receive, 100).data();
        } catch (TimeoutException nothingMore) {
            return null;
        }
    }

    @Test
    void aCancelledReceiverLosesNothing() {
        run(() -> {
            try (DatagramStream server = createDatagramEndpoint(ANY_PORT, null);
                    DatagramStream client = createDatagramEndpoint(null, server.address())) {
                for (int turn = 0; turn <= 10; turn++) {
                    Task<Datagram> receiving = createTask(server::receive);
                    client.send(bytes("kept"));
                    for (int i = 0; i < turn; i++) {
                        sleepMs(0);
                    }
                    receiving.cancel();
                    Datagram datagram;
                    try {
                        datagram = await(receiving);
                    } catch (CancelledError cancelled) {
                        datagram = server.receive();
                    }
                    assertThat(text(datagram.data())).isEqualTo("kept");
                }
            }
        });
    }

    @Test
    void errorsAreRaised() throws IOException {
        try (DatagramSocket other = new DatagramSocket(ANY_PORT)) {
            InetSocketAddress inUse = (InetSocketAddress) other.getLocalSocketAddress();
            run(() -> {
                assertThatThrownBy(() -> createDatagramEndpoint(inUse, null))
                        .isInstanceOf(BindException.class)
                        .hasMessageEndingWith("Address already in use: " + inUse);
                try (DatagramStream stream = createDatagramEndpoint(ANY_PORT, null)) {
                    assertThatThrownBy(() -> stream.send(bytes("to whom?")))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage("send() needs a receiver: pass one, or open the socket for a peer");
                    assertThatThrownBy(() -> stream.send(new byte[0], inUse))
                            .isInstanceOf(IllegalArgumentException.class);
                    assertThatThrownBy(() -> stream.send(new byte[1 << 17], inUse))
                            .isInstanceOf(IOException.class);
                }
            });
        }
    }

    @Test
    void aPeerThatIsNotThereIsToldOnceAndTheSocketGoesOn() throws IOException {
        InetSocketAddress nobody;
        try (DatagramSocket closedAgain = new DatagramSocket(ANY_PORT)) {
            nobody = (InetSocketAddress) closedAgain.getLocalSocketAddress();
        }
        run(() -> {
            try (DatagramStream stream = createDatagramEndpoint(null, nobody)) {
                stream.send(bytes("lost"));
                assertThatThrownBy(stream::receive)
                        .isInstanceOf(PortUnreachableException.class)
                        .hasMessage("Nobody receives at " + nobody + ": a datagram was refused");
                try (DatagramStream late = createDatagramEndpoint(nobody, null)) {
                    stream.send(bytes("there now"));
                    assertThat(text(late.receive().data())).isEqualTo("there now");
                }
            }
        });
    }

    @Test
    void thePortIsFreeWhenItIsClosed() {
        run(() -> {
            InetSocketAddress address = ANY_PORT;
            for (int i = 0; i < 50; i++) {
                DatagramStream stream = createDatagramEndpoint(address, null);
                address = stream.address();
                stream.close();
                stream.waitClosed();
                new DatagramSocket(address).close();
            }
        });
    }

    @Test
    void thePortIsFreeWhenTheOpeningWasCancelled() throws Exception {
        int port;
        try (DatagramSocket free = new DatagramSocket(ANY_PORT)) {
            port = free.getLocalPort();
        }
        InetSocketAddress address = new InetSocketAddress(LOOPBACK, port);
        run(() -> {
            for (int turn = 0; turn <= 10; turn++) {
                Task<DatagramStream> opening = createTask(() -> createDatagramEndpoint(address, null));
                yieldTimes(turn);
                opening.cancel();
                try {
                    DatagramStream opened = await(opening);
                    opened.close();
                    opened.waitClosed();
                } catch (CancelledError cancelled) {
                    trail.add("cancelled");
                }
                new DatagramSocket(address).close();
            }
        });
        assertThat(trail.steps()).contains("cancelled");
    }

    @Test
    void onlyWhatIsAskedForIsReceived() throws Exception {
        InetAddress ipV6 = ipV6OrSkip();
        run(() -> {
            DatagramStream stream = createDatagramEndpoint(new InetSocketAddress("0.0.0.0", 0), null);
            new DatagramSocket(new InetSocketAddress(ipV6, stream.address().getPort())).close();
            stream.close();
        });
    }

    @Test
    void withoutALocalAddressPeersOfBothFamiliesAreReached() throws Exception {
        InetAddress ipV6 = ipV6OrSkip();
        run(() -> {
            for (InetAddress family : new InetAddress[] {LOOPBACK, ipV6}) {
                try (DatagramStream server = createDatagramEndpoint(new InetSocketAddress(family, 0), null);
                        DatagramStream connected = createDatagramEndpoint(null, server.address());
                        DatagramStream free = createDatagramEndpoint(null, null)) {
                    connected.send(bytes("connected"));
                    Datagram question = server.receive();
                    assertThat(text(question.data())).isEqualTo("connected");
                    assertThat(question.sender().getAddress()).isEqualTo(family);
                    server.send(bytes("answer"), question.sender());
                    assertThat(connected.receive().sender()).isEqualTo(server.address());
                    free.send(bytes("free"), server.address());
                    assertThat(text(server.receive().data())).isEqualTo("free");
                }
            }
        });
    }

    @Test
    void namesAreLookedUp() {
        run(() -> {
            try (DatagramStream server = createDatagramEndpoint(ANY_PORT, null)) {
                InetSocketAddress named = InetSocketAddress.createUnresolved(
                        "localhost", server.address().getPort());
                try (DatagramStream client =
                        createDatagramEndpoint(InetSocketAddress.createUnresolved("localhost", 0), named)) {
                    client.send(bytes("by name"));
                    assertThat(text(server.receive().data())).isEqualTo("by name");
                }
            }
            InetSocketAddress nowhere = InetSocketAddress.createUnresolved("x".repeat(64) + ".invalid", 1);
            assertThatThrownBy(() -> createDatagramEndpoint(null, nowhere)).isInstanceOf(UnknownHostException.class);
        });
    }

    @Test
    void anotherThreadOrLoopIsRefusedAndTheReceiverGoesOn() {
        run(() -> {
            try (Loop other = realTimeLoop().start();
                    DatagramStream stream = createDatagramEndpoint(ANY_PORT, null)) {
                Task<Datagram> receiving = createTask(stream::receive);
                sleepMs(0);
                List<VoidCoroutine> calls = List.of(
                        stream::receive,
                        () -> stream.send(bytes("lost"), stream.address()),
                        stream::close,
                        stream::waitClosed);
                for (VoidCoroutine call : calls) {
                    Task<Throwable> far = other.createTask(() -> catchThrowable(call::run));
                    assertThat(waitForMs(far, 10_000))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("was called on DatagramStream[")
                            .hasMessageContaining("outside of its event loop");
                }
                assertThat(stream.isClosing()).isFalse();
                stream.send(bytes("unharmed"), stream.address());
                assertThat(text(await(receiving).data())).isEqualTo("unharmed");
            }
        });
    }

    @Test
    void closeEndsWhoWaits() {
        run(() -> {
            DatagramStream stream = createDatagramEndpoint(ANY_PORT, null);
            Task<?> receiving = createTask(stream::receive);
            sleepMs(0);
            stream.close();
            assertThat(stream.isClosing()).isTrue();
            assertThatThrownBy(() -> await(receiving))
                    .isInstanceOf(IOException.class)
                    .hasMessage("The socket is closed");
            assertThatThrownBy(() -> stream.send(bytes("x"), ANY_PORT)).isInstanceOf(IOException.class);
            stream.waitClosed();
        });
    }
}
