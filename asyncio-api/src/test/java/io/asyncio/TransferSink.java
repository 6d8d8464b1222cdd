package io.asyncio;

import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import io.asyncio.stream.StreamReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/** Where {@code transferTo} moves bytes to, none of them 0: it knows which have come, also if the call was cut short. */
final class TransferSink implements AutoCloseable {
    private static final byte[] MARK = {0};

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final Event marked = new Event();
    private final Server server;
    private final Stream target;

    TransferSink() throws IOException {
        server = SocketKind.TCP.listen((reader, writer) -> receive(reader));
        target = SocketKind.TCP.connect(server);
    }

    private void receive(StreamReader reader) throws IOException {
        for (byte[] piece = reader.read(10_000); piece.length > 0; piece = reader.read(10_000)) {
            received.writeBytes(piece);
            if (piece[piece.length - 1] == MARK[0]) {
                marked.set();
            }
        }
    }

    Stream target() {
        return target;
    }

    /** What was moved since this was asked before. */
    byte[] takeMoved() throws IOException {
        marked.clear();
        target.write(MARK);
        marked.await();
        byte[] moved = Arrays.copyOf(received.toByteArray(), received.size() - MARK.length);
        received.reset();
        return moved;
    }

    @Override
    public void close() {
        target.close();
        server.close();
    }
}
