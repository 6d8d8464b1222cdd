package io.asyncio.stream;

import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.run;
import static io.asyncio.Asyncio.startServer;
import static io.asyncio.Asyncio.waitFor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Where all memory outside of the heap is taken for a while. */
final class NoDirectMemoryProgram {
    private static final String HOST = "127.0.0.1";
    private static final double PATIENCE_SECONDS = 20;
    private static final int PIECE_BYTES = ByteQueue.SMALL_BYTES + 1; // as a buffer of its own, but little
    private static final int LARGEST_PIECE = 1 << 20;

    private NoDirectMemoryProgram() {}

    public static void main(String[] args) throws Exception {
        run(NoDirectMemoryProgram::send);
        shareOneBuffer();
    }

    private static void send() throws Exception {
        ByteBuf piece = ByteBufAllocator.DEFAULT.directBuffer(PIECE_BYTES).writeZero(PIECE_BYTES);
        try (Server server = startServer((reader, writer) -> writer.write(reader.readExactly(1)), HOST, 0)) {
            try (Stream stream = openConnection(HOST, server.port())) {
                ByteQueue message = new ByteQueue();
                message.add(piece);
                stream.out.takeFrom(message, PIECE_BYTES); // the first for which there has to be memory, once it goes
                List<ByteBuffer> all = takeAll();
                waitFor(() -> stream.read(1), PATIENCE_SECONDS);
                System.out.println("It has answered, beside " + all.size());
            } catch (IOException e) {
                System.out.println("The stream has failed");
            }
            System.out.println(piece.refCnt() == 0 ? "Its piece is released" : "Its piece is kept");
            System.gc();
            try (Stream stream = openConnection(HOST, server.port())) {
                stream.write(new byte[1]);
                waitFor(() -> stream.readExactly(1), PATIENCE_SECONDS);
                System.out.println("Another stream works");
            }
        }
    }

    private static void shareOneBuffer() {
        SharedBuffer shared = SharedBuffer.current();
        ByteBuf first = shared.take().writeByte(1);
        List<ByteBuffer> all = takeAll();
        try {
            System.out.println("There is memory for " + shared.take() + " beside " + all.size());
        } catch (OutOfMemoryError asItMust) {
            all.clear();
            shared.take().writeByte(2);
            System.out.println(
                    first.getByte(0) == 1 ? "Each message has memory of its own" : "They have the same memory");
        }
    }

    /** The JVM waits for its collector before it refuses. */
    private static List<ByteBuffer> takeAll() {
        List<ByteBuffer> all = new ArrayList<>();
        for (int piece = LARGEST_PIECE; piece > 0; piece /= 16) {
            try {
                while (true) {
                    all.add(ByteBuffer.allocateDirect(piece));
                }
            } catch (OutOfMemoryError full) {
                // perhaps a smaller one
            }
        }
        return all;
    }
}
