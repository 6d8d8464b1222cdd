package io.asyncio.stream;

import io.asyncio.Event;
import io.asyncio.Future;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.DefaultChannelPromise;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent: gathered in one buffer, which goes to the channel when the event loop next has the thread. Tasks
 * call all but {@link #flush}, which belongs to the event loop; the buffer is handed over under a lock, as a foreign
 * scheduler's loop has a thread beside that.
 */
final class WriteSide implements TransferTarget {
    private static final int TAKEN_BYTES = 64 * 1024; // at a time, but for the rest of a piece

    private final SocketHost host;
    private final Channel channel;
    private final Consumer<IOException> broken;
    private final int lowWaterMark;
    private final int highWaterMark;
    private final Event writable = new Event();
    private final AtomicLong unsent = new AtomicLong();
    private final Runnable flush = this::flush;
    private final ByteQueue gathered = new ByteQueue(); // guarded by itself; with a flush due
    private volatile boolean drainersWait;
    private @Nullable IOException failure;
    private boolean ended; // writeEof() or close()
    private boolean sendsFile; // nobody else may write

    /** With {@code broken} to be told, on the loop, of what could not be sent. */
    WriteSide(SocketHost host, Channel channel, StreamOptions<?> options, Consumer<IOException> broken) {
        this.host = host;
        this.channel = channel;
        this.broken = broken;
        this.lowWaterMark = options.lowWaterMark;
        this.highWaterMark = options.highWaterMark;
    }

    /** Before any is sent. */
    static void checkChunks(byte[]... chunks) {
        for (int i = 0; i < chunks.length; i++) {
            if (chunks[i] == null) {
                throw new NullPointerException("chunks[" + i + "]");
            }
        }
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        checkOpen();
        if (length == 0) {
            return;
        }
        if (length > ByteQueue.SMALL_BYTES) {
            write(channel.alloc().directBuffer(length).writeBytes(bytes, offset, length));
            return;
        }
        boolean first;
        synchronized (gathered) {
            first = gathered.size() == 0;
            gathered.add(bytes, offset, length);
            unsent.addAndGet(length); // not what there was no memory for
        }
        if (first) {
            requestFlush(length);
        }
    }

    /** In their buffers, while no more is to be sent than the high-water mark allows. */
    @Override
    public long takeFrom(ByteQueue source, long max) throws IOException {
        checkOpen();
        long taken = 0;
        long end = Math.min(max, TAKEN_BYTES);
        while (taken < end && source.size() > 0 && unsent.get() <= highWaterMark) {
            ByteBuf piece = Objects.requireNonNull(source.poll(max - taken), "there are bytes");
            taken += piece.readableBytes();
            write(piece);
        }
        return taken;
    }

    private void write(ByteBuf piece) {
        int length = piece.readableBytes();
        boolean first;
        synchronized (gathered) {
            first = gathered.size() == 0;
            gathered.add(piece);
            unsent.addAndGet(length);
        }
        if (first) {
            requestFlush(length);
        }
    }

    /** Of all that is gathered, which is forgotten if this is refused, as by want of memory: nobody would ask again. */
    private void requestFlush(int length) {
        try {
            execute(length, flush);
        } catch (Throwable refused) {
            forgetGathered();
            throw refused;
        }
    }

    /** Whether more can be sent. */
    boolean isOpen() {
        return !ended && failure == null;
    }

    /** Fails if nothing more can be sent now. */
    void checkOpen() throws IOException {
        throwIfClosed();
        if (sendsFile) {
            throw new IllegalStateException("Cannot write while a file is sent: wait until sendFile() has returned");
        }
    }

    private void throwIfClosed() throws IOException {
        throwIfFailed();
        if (ended) {
            throw new IOException("Cannot write: this side of the stream was closed");
        }
    }

    /** From now on only {@link #send} sends, until {@link #endFile}. */
    void beginFile() throws IOException {
        checkOpen();
        sendsFile = true;
    }

    void endFile() {
        sendsFile = false;
    }

    /** Takes over a {@code piece} of {@code count} bytes of a file; the future is done when the system has taken it. */
    Future<Boolean> send(ReferenceCounted piece, int count) throws IOException {
        try {
            throwIfClosed();
        } catch (IOException e) {
            piece.release();
            throw e;
        }
        Future<Boolean> sent = host.loop().createFuture();
        ByteQueue before = new ByteQueue(); // what is written from now on comes behind the piece
        synchronized (gathered) {
            before.addAll(gathered);
        }
        try {
            if (!LoopChannel.execute(host, channel, count, () -> sendBehind(before, piece, sent))) {
                before.clear();
                piece.release();
            }
        } catch (Throwable refused) {
            synchronized (gathered) {
                gathered.addAll(before); // with their own flush due
            }
            piece.release();
            throw refused;
        }
        return sent;
    }

    private void sendBehind(ByteQueue before, ReferenceCounted piece, Future<Boolean> sent) {
        for (ByteBuf bytes = before.poll(); bytes != null; bytes = before.poll()) {
            writeToChannel(bytes);
        }
        channel.writeAndFlush(piece)
                .addListener(done -> host.deliver(
                        () -> LoopChannel.end(sent, done.isSuccess() ? null : SocketFailure.of(done.cause()))));
    }

    private void throwIfFailed() throws IOException {
        if (failure != null) {
            throw SocketFailure.again(failure);
        }
    }

    @Override
    public void drain() throws IOException {
        throwIfFailed();
        if (unsent.get() <= highWaterMark) {
            StepShare.consume();
        }
        while (unsent.get() > highWaterMark && failure == null) {
            awaitLowWater();
        }
        throwIfFailed();
    }

    private void awaitLowWater() {
        writable.clear();
        drainersWait = true;
        if (unsent.get() > lowWaterMark) { // else it fell while nobody was known to wait
            writable.await();
        }
    }

    /** Nothing more is written; {@code then} runs on the event loop once all is sent, or cannot be. */
    void end(ChannelFutureListener then) {
        execute(0, () -> {
            flush();
            channel.writeAndFlush(channel.alloc().buffer(0, 0)).addListener(then);
        });
        ended = true; // last, as that may be refused
    }

    void fail(IOException cause) {
        if (failure == null) {
            failure = cause;
        }
        writable.set();
    }

    /** A loop that closes takes no more work, and closes its channels itself. */
    private void execute(int bytes, Runnable work) {
        if (!LoopChannel.execute(host, channel, bytes, work)) {
            forgetGathered();
        }
    }

    private void forgetGathered() {
        synchronized (gathered) {
            unsent.addAndGet(-gathered.size());
            gathered.clear();
        }
    }

    /** To be sent: all of it, if it is little and leaves at once, as nothing waits before it; else the next piece. */
    private @Nullable ByteBuf takeGathered() {
        synchronized (gathered) {
            int count = gathered.size();
            if (count == 0 || count > SharedBuffer.BYTES || count < unsent.get()) {
                return gathered.poll();
            }
            return SharedBuffer.current().take().writeBytes(gathered.take(count));
        }
    }

    private void flush() {
        try {
            for (ByteBuf bytes = takeGathered(); bytes != null; bytes = takeGathered()) {
                writeToChannel(bytes);
            }
            channel.flush();
        } catch (Throwable e) { // as for want of memory
            forgetGathered();
            breakOff(e);
        }
    }

    private void writeToChannel(ByteBuf bytes) {
        channel.write(bytes, new Sending(bytes.readableBytes()));
    }

    private void sent(int count, @Nullable Throwable cause) {
        long left = unsent.addAndGet(-count);
        if (cause != null) {
            breakOff(cause);
        } else if (drainersWait && left <= lowWaterMark) {
            host.deliver(this::wakeDrainers);
        }
    }

    /** On the event loop. What comes behind bytes that are lost must not be sent; the channel may tell only of its end. */
    private void breakOff(Throwable cause) {
        try {
            host.deliver(() -> broken.accept(SocketFailure.of(cause)));
        } finally {
            channel.unsafe().close(channel.voidPromise());
        }
    }

    /** Counts what was sent by itself: to have it call a listener costs more than the promise. */
    private final class Sending extends DefaultChannelPromise {
        private final int count;

        Sending(int count) {
            super(channel);
            this.count = count;
        }

        @Override
        public boolean trySuccess(Void none) {
            return counted(super.trySuccess(null), null);
        }

        @Override
        public boolean tryFailure(Throwable cause) {
            return counted(super.tryFailure(cause), cause);
        }

        private boolean counted(boolean first, @Nullable Throwable cause) {
            if (first) {
                sent(count, cause);
            }
            return first;
        }
    }

    private void wakeDrainers() {
        drainersWait = false;
        writable.set();
    }
}
