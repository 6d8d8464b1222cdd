package io.asyncio.stream;

import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that a task sends, piece by piece. Kept open by the task, and, as that may be cancelled before, by a
 * thread while it reads, lest who closes the file waits for it, and by each {@link #region} until the channel has sent it.
 */
final class SentFile extends AbstractReferenceCounted {
    private static final int REGION_BYTES = 1024 * 1024;
    private static final int COPIED_BYTES = 256 * 1024;

    private final StreamHost host;
    private final Path path;
    private volatile @Nullable FileChannel channel; // set by the thread that opens it

    private SentFile(StreamHost host, Path path) {
        this.host = host;
        this.path = path;
    }

    /** How a piece is sent. */
    interface Pieces {
        /** Suspends the current task until a piece that begins at {@code position} is sent; how many bytes, not none. */
        int send(SentFile file, long position, long max) throws IOException;
    }

    /** {@link StreamWriter#sendFile(Path, long, long)}. */
    static long send(StreamHost host, Path path, long offset, long count, Pieces pieces) throws IOException {
        Objects.requireNonNull(path, "path");
        if (offset < 0 || count < 0) {
            throw new IllegalArgumentException(
                    "sendFile() needs an offset and a count >= 0, got " + offset + " and " + count);
        }
        SentFile file = new SentFile(host, path);
        try {
            long length = file.open(offset, count);
            long sent = 0;
            while (sent < length) {
                sent += pieces.send(file, offset + sent, length - sent);
            }
            return length;
        } finally {
            file.release();
        }
    }

    /** How many bytes are to be sent. A thread opens it, and closes it if the task has gone meanwhile. */
    private long open(long offset, long count) throws IOException {
        retain();
        return host.awaitResult(() -> {
            try {
                return openNow(offset, count);
            } finally {
                release();
            }
        });
    }

    private long openNow(long offset, long count) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) { // to open a pipe would block
            throw new FileSystemException(path.toString(), null, "sendFile() is for regular files");
        }
        FileChannel opened = FileChannel.open(path, StandardOpenOption.READ);
        channel = opened;
        long size = opened.size();
        if (offset > size) {
            throw new IOException("sendFile() cannot begin at " + offset + ": " + path + " has " + size + " bytes");
        }
        return Math.min(count, size - offset);
    }

    /** Whether the system can send it by itself. */
    boolean isOfTheSystem() {
        return path.getFileSystem().equals(FileSystems.getDefault());
    }

    /** A piece that the system sends. */
    FileRegion region(long position, long max) throws IOException {
        long count = Math.min(max, REGION_BYTES);
        if (channel().size() < position + count) {
            throw cutShort(position);
        }
        return new Region(retain(), channel(), position, count);
    }

    /** A piece, read by another thread. */
    byte[] read(long position, long max) throws IOException {
        byte[] piece = new byte[(int) Math.min(max, COPIED_BYTES)];
        return host.awaitResult(() -> {
                    retain(); // fails if the task has gone, and the file with it
                    try {
                        return readNow(ByteBuffer.wrap(piece), position);
                    } finally {
                        release();
                    }
                })
                .array();
    }

    private ByteBuffer readNow(ByteBuffer piece, long position) throws IOException {
        while (piece.hasRemaining()) {
            if (channel().read(piece, position + piece.position()) < 0) {
                throw cutShort(position);
            }
        }
        return piece;
    }

    /** What {@code failure} to send a piece is, if that is known: each transport tells it in its own words. */
    IOException explained(IOException failure, long position, long count) throws IOException {
        if (channel().size() >= position + count) {
            return failure;
        }
        IOException explained = cutShort(position);
        explained.initCause(failure);
        return explained;
    }

    private IOException cutShort(long position) {
        return new IOException(path + " was cut short while it was sent: it ends before the piece at " + position);
    }

    private FileChannel channel() {
        return Objects.requireNonNull(channel, "is open");
    }

    @Override
    protected void deallocate() {
        FileChannel opened = channel;
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException nothingWasWritten) {
                // hence nothing is lost
            }
        }
    }

    @Override
    public SentFile retain() {
        super.retain();
        return this;
    }

    @Override
    public ReferenceCounted touch(Object hint) {
        return this;
    }

    private static final class Region extends DefaultFileRegion {
        private final SentFile file;

        Region(SentFile file, FileChannel channel, long position, long count) {
            super(channel, position, count);
            this.file = file;
        }

        /** Netty would close the file. */
        @Override
        protected void deallocate() {
            file.release();
        }
    }
}
