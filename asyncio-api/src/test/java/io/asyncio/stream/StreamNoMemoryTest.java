package io.asyncio.stream;

import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.run;
import static io.asyncio.Asyncio.startServer;
import static io.asyncio.Asyncio.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.ChildJvm;
import io.asyncio.Queue;
import io.asyncio.SocketHosts;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** There is no memory for what is to be sent. */
class StreamNoMemoryTest {
    private static final String HOST = "127.0.0.1";
    private static final double PATIENCE_SECONDS = 20;

    private final ScarceMemory memory = new ScarceMemory();
    private final AtomicBoolean refusesToQueue = new AtomicBoolean();

    @Test
    void whatWasRefusedIsNotWaitedFor() throws Exception {
        runWithStream((stream, received) -> {
            memory.refuseNext();
            assertThatThrownBy(() -> stream.write(new byte[1_000_000])).isInstanceOf(OutOfMemoryError.class);
            stream.write(new byte[] {1});
            waitFor(stream::drain, PATIENCE_SECONDS);
            stream.close();
            assertThat(received.get()).containsExactly(1);
        });
    }

    @Test
    void whatCannotBeQueuedDoesNotKeepTheNextFromBeingSent() throws Exception {
        runWithStream((stream, received) -> {
            WriteSide out = new WriteSide(scarceHost(), stream.channel, ConnectOptions.defaults(), failure -> {});
            refusesToQueue.set(true);
            assertThatThrownBy(() -> out.write(new byte[1_000_000], 0, 1_000_000))
                    .isInstanceOf(OutOfMemoryError.class);
            out.write(new byte[] {1}, 0, 1);
            waitFor(out::drain, PATIENCE_SECONDS);
            stream.close();
            assertThat(received.get()).containsExactly(1);
        });
    }

    @Test
    void aPieceOfAFileThatCannotBeQueuedLeavesWhatWasWrittenBeforeIt() throws Exception {
        runWithStream((stream, received) -> {
            WriteSide out = new WriteSide(scarceHost(), stream.channel, ConnectOptions.defaults(), failure -> {});
            out.write(new byte[] {1}, 0, 1);
            refusesToQueue.set(true);
            ByteBuf piece = Unpooled.buffer(1).writeByte(2);
            assertThatThrownBy(() -> out.send(piece, 1)).isInstanceOf(OutOfMemoryError.class);
            assertThat(piece.refCnt()).isZero();
            out.write(new byte[] {3}, 0, 1);
            stream.close();
            assertThat(received.get()).containsExactly(1, 3);
        });
    }

    @Test
    void aCloseThatCannotBeQueuedCanBeTriedAgain() throws Exception {
        runWithStream((opened, received) -> {
            Stream stream = new Stream(scarceHost(), opened.channel, false, ConnectOptions.defaults());
            refusesToQueue.set(true);
            assertThatThrownBy(stream::writeEof).isInstanceOf(OutOfMemoryError.class);
            stream.write(new byte[] {1});
            refusesToQueue.set(true);
            assertThatThrownBy(stream::close).isInstanceOf(OutOfMemoryError.class);
            assertThat(stream.isClosing()).isFalse();
            stream.close();
            assertThat(waitFor(received::get, PATIENCE_SECONDS)).containsExactly(1);
        });
    }

    /** The running loop's, which can be told to have no memory for the next work that is to be deferred. */
    private SocketHost scarceHost() {
        SocketHost host = SocketHosts.of(getRunningLoop());
        return (SocketHost) Proxy.newProxyInstance(
                SocketHost.class.getClassLoader(), new Class<?>[] {SocketHost.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("defer") && refusesToQueue.getAndSet(false)) {
                        throw new OutOfMemoryError("for the queue");
                    }
                    return method.invoke(host, arguments);
                });
    }

    /** The peer would take what comes behind a gap for what belongs there. */
    @Test
    void nothingIsSentBehindWhatIsLost() throws Exception {
        runWithStream((stream, received) -> {
            memory.refuseNext();
            for (int i = 0; i < 10; i++) {
                stream.write(new byte[1500]); // in several pieces, too many for the memory that messages share
            }
            assertThatThrownBy(() -> waitFor(() -> stream.read(1), PATIENCE_SECONDS))
                    .isInstanceOf(IOException.class)
                    .hasStackTraceContaining("OutOfMemoryError");
            assertThat(received.get()).isEmpty();
        });
    }

    /** With what the peer has received, all at once. */
    private void runWithStream(StreamBody body) throws Exception {
        run(() -> {
            Queue<byte[]> received = new Queue<>();
            try (Server server = startServer((reader, writer) -> received.put(reader.read()), HOST, 0);
                    Stream stream = openConnection(HOST, server.port())) {
                stream.channel.config().setAllocator(memory);
                body.run(stream, received);
            }
        });
    }

    private interface StreamBody {
        void run(Stream stream, Queue<byte[]> received) throws Exception;
    }

    /** In a JVM of its own, as it takes all there is outside of the heap. */
    @Test
    @Tag("environment")
    void whatCannotBeHandedToTheSystemEndsTheStream() throws Exception {
        List<String> command = ChildJvm.command(List.of("-XX:MaxDirectMemorySize=8m"), NoDirectMemoryProgram.class);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
            assertThat(output.lines())
                    .contains(
                            "The stream has failed",
                            "Its piece is released",
                            "Another stream works",
                            "Each message has memory of its own");
        } finally {
            process.destroyForcibly();
        }
    }

    /** Refuses once what it is asked for. */
    private static final class ScarceMemory extends AbstractByteBufAllocator {
        private volatile boolean refuses;

        ScarceMemory() {
            super(true);
        }

        void refuseNext() {
            refuses = true;
        }

        @Override
        protected ByteBuf newDirectBuffer(int capacity, int most) {
            if (refuses) {
                refuses = false;
                throw new OutOfMemoryError("no direct memory");
            }
            return Unpooled.directBuffer(capacity, most);
        }

        @Override
        protected ByteBuf newHeapBuffer(int capacity, int most) {
            return Unpooled.buffer(capacity, most);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return true; // so that Netty copies into them what it is given
        }
    }
}
