package io.asyncio.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.Asyncio;
import io.asyncio.ExceptionContext;
import io.asyncio.Loop;
import io.asyncio.SocketHosts;
import io.asyncio.Task;
import io.asyncio.VoidCoroutine;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host with several addresses, some of which do not answer, or refuse. */
class StreamConnectorTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final ConnectionHandler HELLO = (reader, writer) -> {
        writer.write("hello".getBytes(StandardCharsets.UTF_8));
        writer.close();
    };

    private final List<SocketChannel> queued = new ArrayList<>();
    private final Socket notListening = new Socket();
    private ServerSocket full;
    private InetSocketAddress silent;
    private InetSocketAddress refusing;

    @BeforeEach
    void occupyAddresses() throws IOException {
        full = new ServerSocket(0, 1, LOOPBACK);
        silent = new InetSocketAddress(LOOPBACK, full.getLocalPort());
        for (int i = 0; i < 4; i++) { // nobody accepts them: once the queue is full the system does not answer
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(silent);
            queued.add(channel);
        }
        notListening.bind(new InetSocketAddress(LOOPBACK, 0)); // nobody else can take the port
        refusing = new InetSocketAddress(LOOPBACK, notListening.getLocalPort());
    }

    @AfterEach
    void freeAddresses() throws IOException {
        for (SocketChannel channel : queued) {
            channel.close();
        }
        notListening.close();
        full.close();
    }

    @Test
    void theNextAddressIsTriedWhileTheFirstIsSilentAndAtOnceIfItRefuses() {
        withServer(answering -> {
            for (InetSocketAddress first : List.of(silent, refusing)) {
                ConnectOptions options = ConnectOptions.defaults().withHappyEyeballsDelay(Duration.ofMillis(20));
                try (Stream stream = connector(options).open(List.of(first, answering), null)) {
                    assertThat(new String(stream.read(), StandardCharsets.UTF_8))
                            .isEqualTo("hello");
                    assertThat(stream.getExtraInfo("peername")).isEqualTo(answering);
                }
                onlyThisTaskIsLeft();
            }
        });
    }

    @Test
    void ifNoneAnswersTheErrorTellsOfAll() {
        run(() -> assertThatThrownBy(
                        () -> connector(ConnectOptions.defaults().withConnectTimeout(Duration.ofMillis(50)))
                                .open(List.of(refusing, silent), null))
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("None of the host's 2 addresses answered: ")
                .hasMessageContainingAll("Connection refused: " + refusing, "timed out", silent.toString())
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2).allMatch(ConnectException.class::isInstance))
                .hasCauseInstanceOf(ConnectException.class));
    }

    @Test
    void oneAddressThatDoesNotAnswerIsGivenUpAtTheTimeout() {
        run(() -> assertThatThrownBy(
                        () -> connector(ConnectOptions.defaults().withConnectTimeout(Duration.ofMillis(50)))
                                .open(List.of(silent), null))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("timed out"));
    }

    @Test
    void aCancelEndsAllAttempts() {
        run(() -> {
            ConnectOptions options = ConnectOptions.defaults().withHappyEyeballsDelay(Duration.ofMillis(5));
            Task<Stream> opening =
                    Asyncio.createTask(() -> connector(options).open(List.of(silent, silent, silent), null));
            while (Asyncio.allTasks().size() < 5) { // this one, the opening one and three attempts
                Asyncio.sleepMs(1);
            }
            opening.cancel();
            while (!opening.done()) {
                Asyncio.sleepMs(0);
            }
            assertThat(opening.cancelled()).isTrue();
            onlyThisTaskIsLeft();
        });
    }

    /** The attempt on the first address has failed, and nobody has asked it yet. */
    @Test
    void aCancelTellsNobodyOfAttemptsThatHaveFailed() {
        List<ExceptionContext> told = new ArrayList<>();
        run(() -> {
            Asyncio.getRunningLoop().setExceptionHandler((loop, context) -> told.add(context));
            Task<Stream> opening = Asyncio.createTask(
                    () -> connector(ConnectOptions.defaults()).open(List.of(refusing, silent), null));
            Asyncio.sleepMs(0);
            Task<?> attempt = Asyncio.allTasks().stream()
                    .filter(task -> task.getName().equals("connect to " + refusing))
                    .findFirst()
                    .orElseThrow();
            while (!attempt.done()) {
                Asyncio.sleepMs(0);
            }
            opening.cancel();
            Asyncio.gatherReturnExceptions(opening);
            onlyThisTaskIsLeft();
            assertThat(opening.cancelled()).isTrue();
        });
        assertThat(told).isEmpty();
    }

    @Test
    void theOwnAddressMayBeChosen() {
        withServer(answering -> {
            InetSocketAddress own = new InetSocketAddress(LOOPBACK, 0);
            ConnectOptions options = ConnectOptions.defaults()
                    .withLocalAddress(own)
                    .withNoDelay(false)
                    .withKeepAlive(true);
            try (Stream stream = connector(options).open(List.of(answering), null)) {
                assertThat(((InetSocketAddress) stream.getExtraInfo("sockname")).getAddress())
                        .isEqualTo(LOOPBACK);
            }
        });
    }

    private interface WithAddress {
        void run(InetSocketAddress answering) throws Exception;
    }

    private static void withServer(WithAddress body) {
        run(() -> {
            try (Server server = Asyncio.startServer(HELLO, LOOPBACK.getHostAddress(), 0)) {
                body.run(new InetSocketAddress(LOOPBACK, server.port()));
            }
        });
    }

    private static void run(VoidCoroutine body) {
        Asyncio.run(body);
    }

    private static Connector connector(ConnectOptions options) {
        Loop loop = Asyncio.getRunningLoop();
        return new Connector(SocketHosts.of(loop), options);
    }

    /** Attempts that were cancelled end in a turn of their own. */
    private static void onlyThisTaskIsLeft() {
        for (int turn = 0; turn < 10 && Asyncio.allTasks().size() > 1; turn++) {
            Asyncio.sleepMs(1);
        }
        assertThat(Asyncio.allTasks())
                .filteredOn(task -> !task.getName().startsWith("connection from"))
                .containsExactly(Asyncio.currentTask());
    }
}
