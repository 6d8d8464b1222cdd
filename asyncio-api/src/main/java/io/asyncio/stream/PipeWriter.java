package io.asyncio.stream;

import io.asyncio.Event;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import kotlin.internal.LowPriorityInOverloadResolution;
import org.jspecify.annotations.Nullable;

/**
 * What tasks of a loop write to a process; made by {@code createSubprocessExec}. Any thread may make one, and end it.
 * {@link #writeEof} and {@link #close} are the same: the process reads the end once it has read all before.
 */
public final class PipeWriter implements StreamWriter {
    private static final int HIGH_WATER_MARK = 64 * 1024;
    private static final int LOW_WATER_MARK = HIGH_WATER_MARK / 4;
    private static final byte[] END = {};

    private final StreamHost host;
    private final OutputStream pipe;
    private final PipeThread thread;
    private final ConcurrentLinkedQueue<byte[]> gathered = new ConcurrentLinkedQueue<>();
    private final AtomicLong unsent = new AtomicLong();
    private final Event writable = new Event();
    private final Event closed = new Event();
    private boolean sendsFile;
    private boolean closing;
    private @Nullable IOException failure;

    /** Writes to {@code pipe}, for tasks of {@code host}'s loop, in a thread called {@code name}. */
    public PipeWriter(StreamHost host, OutputStream pipe, String name) {
        this(host, pipe, name, Thread::new);
    }

    PipeWriter(StreamHost host, OutputStream pipe, String name, ThreadFactory threads) {
        this.host = host;
        this.pipe = pipe;
        this.thread = new PipeThread(name, pipe, this::writeOnce, threads);
    }

    private boolean writeOnce() {
        try {
            byte[] next = gathered.poll();
            if (next != null && next != END) {
                pipe.write(next);
                pipe.flush();
                long left = unsent.addAndGet(-next.length);
                return left > LOW_WATER_MARK || LoopPipe.deliver(host.loop(), writable::set);
            }
            pipe.close();
            LoopPipe.deliver(host.loop(), closed::set);
        } catch (Throwable e) {
            LoopPipe.deliver(host.loop(), () -> fail(SocketFailure.of(e)));
        }
        return false;
    }

    private void fail(IOException cause) {
        if (failure == null) {
            failure = cause;
        }
        gathered.clear();
        writable.set();
        closed.set();
    }

    /** On the loop: nobody reads any more. */
    public void readerEnded() {
        fail(new IOException("The process has ended, and reads no more"));
        end();
    }

    /**
     * Writes no more, drops what is not written, and closes the pipe: the JDK does not while somebody holds the pipe of its
     * output, and a child of the process that reads on would not end.
     */
    public void end() {
        gathered.clear();
        gathered.add(END);
        try {
            thread.request();
        } catch (Throwable noThread) {
            thread.end();
        }
    }

    @Override
    public void write(byte[]... chunks) throws IOException {
        checkOpen("write()");
        WriteSide.checkChunks(chunks);
        for (byte[] chunk : chunks) {
            write(chunk, 0, chunk.length);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        checkOpen("write()");
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length > 0) {
            send(Arrays.copyOfRange(bytes, offset, offset + length));
        }
    }

    private void send(byte[] chunk) {
        gathered.add(chunk);
        unsent.addAndGet(chunk.length);
        try {
            thread.request();
        } catch (Throwable noThread) {
            gathered.remove(chunk);
            unsent.addAndGet(-chunk.length);
            throw noThread;
        }
    }

    @Override
    public void writeLines(Collection<byte[]> lines) throws IOException {
        write(lines.toArray(new byte[0][]));
    }

    @Override
    @LowPriorityInOverloadResolution // in Kotlin the suspend functions of kotlin-adapter go first
    public long sendFile(Path path, long offset, long count) throws IOException {
        host.checkTask("sendFile()", this);
        checkOpen("sendFile()");
        sendsFile = true;
        try {
            return SentFile.send(host, path, offset, count, this::sendPiece);
        } finally {
            sendsFile = false;
        }
    }

    private int sendPiece(SentFile file, long position, long max) throws IOException {
        byte[] piece = file.read(position, max);
        throwIfClosed();
        send(piece);
        drain();
        return piece.length;
    }

    @Override
    @LowPriorityInOverloadResolution
    public void drain() throws IOException {
        host.checkTask("drain()", this);
        throwIfBroken();
        if (unsent.get() > HIGH_WATER_MARK) {
            awaitLowWater();
        } else {
            StepShare.consume();
        }
        throwIfBroken();
    }

    private void awaitLowWater() {
        while (unsent.get() > LOW_WATER_MARK && failure == null) {
            writable.clear();
            if (unsent.get() > LOW_WATER_MARK) { // else it fell before the event was cleared
                writable.await();
            }
        }
    }

    @Override
    public void writeEof() {
        close();
    }

    @Override
    public void close() {
        host.requireStack();
        if (!isClosing()) {
            send(END); // first: there may be no thread for it
            closing = true;
        }
    }

    @Override
    public boolean isClosing() {
        return closing || failure != null;
    }

    @Override
    @LowPriorityInOverloadResolution
    public void waitClosed() {
        host.checkTask("waitClosed()", this);
        closed.await();
    }

    /** Refused: a pipe has no TLS. */
    @Override
    @LowPriorityInOverloadResolution
    public void startTls(SSLContext context, @Nullable String serverName) {
        throw noTls();
    }

    /** Refused: a pipe has no TLS. */
    @Override
    @LowPriorityInOverloadResolution
    public void startTls(SslContext context, @Nullable String serverName) {
        throw noTls();
    }

    private static UnsupportedOperationException noTls() {
        return new UnsupportedOperationException("startTls() is for connections: a process reads a pipe");
    }

    /** Null: nothing is known of a pipe. */
    @Override
    public @Nullable Object getExtraInfo(String name) {
        return null;
    }

    void checkOpen(String call) throws IOException {
        checkLoop(call);
        throwIfClosed();
        if (sendsFile) {
            throw new IllegalStateException(
                    call + " was called on " + this + " while a file is sent: wait until sendFile() has returned");
        }
    }

    private void throwIfClosed() throws IOException {
        throwIfBroken();
        if (closing) {
            throw new IOException("Cannot write: this pipe to a process was closed");
        }
    }

    private void throwIfBroken() throws IOException {
        if (failure != null) {
            throw SocketFailure.again(failure);
        }
    }

    private void checkLoop(String call) {
        host.checkLoop(call, this);
    }

    @Override
    public String toString() {
        return "PipeWriter[" + (failure != null ? "broken" : closing ? "closing" : "open") + "]";
    }
}
