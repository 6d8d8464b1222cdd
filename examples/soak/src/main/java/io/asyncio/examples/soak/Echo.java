package io.asyncio.examples.soak;

import static io.asyncio.examples.soak.Load.require;

import io.asyncio.stream.Stream;
import io.asyncio.stream.StreamReader;
import io.asyncio.stream.StreamWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/** A server that sends back what it gets, and what a client does with it. */
final class Echo {
    static final String HOST = "127.0.0.1";
    private static final int LARGEST = 100_000;

    private Echo() {}

    /** A client may end in any way. */
    static void serve(StreamReader reader, StreamWriter writer) {
        try {
            for (byte[] piece = reader.read(4096); piece.length > 0; piece = reader.read(4096)) {
                writer.write(piece);
                writer.drain();
            }
        } catch (IOException e) {
            // a reset, or the idle timeout
        } finally {
            writer.close();
        }
    }

    /** Sends some pieces, and requires each to come back. */
    static void exchange(Stream stream, Random random) throws IOException {
        for (int i = 0; i < 3; i++) {
            byte[] sent = piece(random);
            stream.write(sent);
            requireSame(stream.readExactly(sent.length), sent);
        }
    }

    /** Mostly a small one. */
    static byte[] piece(Random random) {
        byte[] piece = new byte[1 + random.nextInt(random.nextInt(8) == 0 ? LARGEST : 1000)];
        random.nextBytes(piece);
        return piece;
    }

    static void requireSame(byte[] received, byte[] sent) {
        require(Arrays.equals(received, sent), "an echo brings back what was sent");
    }
}
