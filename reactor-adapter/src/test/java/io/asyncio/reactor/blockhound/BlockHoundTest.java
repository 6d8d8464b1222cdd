package io.asyncio.reactor.blockhound;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createDatagramEndpoint;
import static io.asyncio.Asyncio.createSubprocessShell;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.openUnixConnection;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.startServer;
import static io.asyncio.Asyncio.startUnixServer;
import static io.asyncio.Asyncio.toThread;
import static io.asyncio.Asyncio.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.Loop;
import io.asyncio.ReturnWhen;
import io.asyncio.Task;
import io.asyncio.stream.DatagramStream;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import io.asyncio.stream.StreamReader;
import io.asyncio.stream.StreamWriter;
import io.asyncio.subprocess.Process;
import io.asyncio.subprocess.ProcessOptions;
import io.asyncio.subprocess.Redirect;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** In a JVM of its own, as BlockHound cannot be taken out again. */
class BlockHoundTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    @BeforeAll
    static void install() {
        BlockHound.install();
    }

    @Test
    void aTaskThatSleepsItsThreadIsRefused() {
        runOnEachLoop(() -> assertRefused(() -> Thread.sleep(1)));
    }

    @Test
    void aTaskThatParksItsThreadIsRefused() {
        runOnEachLoop(() -> {
            assertRefused(() -> LockSupport.parkNanos(1));
            assertRefused(() -> new CountDownLatch(1).await());
            assertRefused(() -> new CompletableFuture<>().join());
        });
    }

    @Test
    void aTaskThatWaitsForALockOfAnotherThreadIsRefused() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        try {
            runOnEachLoop(() -> assertRefused(lock::lock));
        } finally {
            lock.unlock();
        }
    }

    @Test
    void aCallbackThatBlocksIsRefused() {
        List<Throwable> errors = new ArrayList<>();
        try (Loop loop = Loop.create()) {
            loop.setExceptionHandler((l, context) -> errors.add(context.exception()));
            loop.runUntilComplete(() -> {
                loop.callSoon(() -> LockSupport.parkNanos(1));
                sleepMs(0);
                sleepMs(0);
            });
        }
        assertThat(errors).singleElement().isInstanceOf(BlockingOperationError.class);
    }

    /** Sleeping, idling, starting, ending, threads and many switches: nothing of it counts as blocking. */
    @Test
    void theLoopItselfIsAllowedToWait() {
        runOnEachLoop(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                tasks.add(createTask(() -> {
                    for (int j = 0; j < 50; j++) {
                        sleepMs(j % 10 == 0 ? 1 : 0);
                    }
                }));
            }
            for (Task<?> task : tasks) {
                await(task);
            }
            toThread(() -> Thread.sleep(1));
        });
    }

    /** To open a socket, connect, talk, resolve a name and close: on the loop's thread, or on one beside it. */
    @Test
    void socketsAreAllowed(@TempDir Path directory) {
        runOnEachLoop(() -> {
            Path path = directory.resolve("socket");
            try (Server server = startServer(BlockHoundTest::echo, "localhost", 0);
                    Stream stream = openConnection("localhost", server.port())) {
                assertThat(answerOf(stream)).isEqualTo("hello");
            }
            Server server = startUnixServer(BlockHoundTest::echo, path);
            try (Stream stream = openUnixConnection(path)) {
                assertThat(answerOf(stream)).isEqualTo("hello");
            }
            server.close();
            server.waitClosed();
            InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            try (DatagramStream receiver = createDatagramEndpoint(anyPort, null);
                    DatagramStream sender = createDatagramEndpoint(null, receiver.address())) {
                sender.send(HELLO);
                assertThat(receiver.receive().data()).isEqualTo(HELLO);
            }
        });
    }

    /** A file is closed once nobody reads it: not by the loop, which would wait for the thread that does. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aSendThatIsCancelledWaitsForNoThread(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[256 * 1024]);
        runOnEachLoop(() -> {
            Process process = createSubprocessShell(
                    "cat > /dev/null", ProcessOptions.defaults().withStdin(Redirect.PIPE));
            for (int i = 0; i < 500; i++) {
                Task<?> sending = createTask(() -> process.stdin().sendFile(file));
                for (int turn = 0; turn < i % 50; turn++) {
                    sleepMs(0);
                }
                sending.cancel();
                waitUntil(ReturnWhen.ALL_COMPLETED, sending);
                assertThat(sending.cancelled() || sending.exception() == null)
                        .as("%s", sending)
                        .isTrue();
            }
            process.stdin().close();
            assertThat(process.await()).isZero();
        });
    }

    /** Also by a thread that may block: while it closes the loop, it holds it. */
    @Test
    void aLoopThatClosesMayWaitForTheThreadOfItsSockets() throws IOException {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        Scheduler scheduler = Schedulers.newSingle("foreign");
        Loop foreign = Loop.on(scheduler);
        foreign.runUntilComplete(() -> startServer(BlockHoundTest::echo, "localhost", 0));
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            foreign.close();
        } finally {
            System.setErr(before);
            scheduler.dispose();
        }
        assertThat(log.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private static void echo(StreamReader reader, StreamWriter writer) throws IOException {
        writer.write(reader.read());
        writer.close();
    }

    private static String answerOf(Stream stream) throws IOException {
        stream.write(HELLO);
        stream.writeEof();
        return new String(stream.read(), StandardCharsets.UTF_8);
    }

    private static void runOnEachLoop(io.asyncio.VoidCoroutine body) {
        try (Loop own = Loop.create()) {
            own.runUntilComplete(body);
        }
        Scheduler scheduler = Schedulers.newSingle("foreign");
        try (Loop foreign = Loop.on(scheduler)) {
            foreign.runUntilComplete(body);
        } finally {
            scheduler.dispose();
        }
    }

    private static void assertRefused(ThrowingCallable blocking) {
        assertThatThrownBy(blocking).isInstanceOf(BlockingOperationError.class);
    }
}
