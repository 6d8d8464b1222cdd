package io.asyncio;

import io.asyncio.stream.StreamWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Writes bytes in pieces of random sizes, with and without drains and pauses between. Some writers trickle at first: a few
 * bytes at a time, so that a reader waits in the middle of what it reads up to.
 */
final class RandomWriter {
    private static final int TRICKLED = 300;

    private final Random random;
    private final StreamWriter writer;
    private int trickled; // bytes

    RandomWriter(Random random, StreamWriter writer) {
        this.random = random;
        this.writer = writer;
    }

    void write(byte[] bytes) throws IOException {
        trickled = random.nextBoolean() ? TRICKLED : 0;
        for (int written = 0; written < bytes.length; ) {
            boolean trickles = written < trickled;
            int count = Math.min(bytes.length - written, trickles ? 1 + random.nextInt(4) : pieceSize());
            writePiece(bytes, written, count);
            written += count;
            if (trickles) {
                Asyncio.sleepMs(1); // it may have arrived by then
            } else {
                perhapsWait();
            }
        }
        writer.drain();
    }

    private void perhapsWait() throws IOException {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> writer.drain();
            case 3 -> LoopTestBase.yieldTimes(random.nextInt(4));
            case 4 -> pause();
            default -> {}
        }
    }

    private int pieceSize() {
        return 1
                + switch (random.nextInt(6)) {
                    case 0 -> random.nextInt(5_000);
                    case 1 -> random.nextInt(100_000);
                    default -> random.nextInt(200);
                };
    }

    /** The array is the writer's again at once. */
    private void writePiece(byte[] bytes, int from, int count) throws IOException {
        byte[] piece = Arrays.copyOfRange(bytes, from, from + count);
        switch (random.nextInt(3)) {
            case 0 -> writer.write(piece);
            case 1 -> writer.write(bytes, from, count);
            default ->
                writer.writeLines(
                        List.of(Arrays.copyOf(piece, count / 2), Arrays.copyOfRange(piece, count / 2, count)));
        }
        Arrays.fill(piece, (byte) 0);
    }

    private void pause() {
        if (random.nextInt(8) == 0) {
            Asyncio.sleepMs(1);
        }
    }
}
