package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createDatagramEndpoint;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.stream.Datagram;
import io.asyncio.stream.DatagramStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
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
