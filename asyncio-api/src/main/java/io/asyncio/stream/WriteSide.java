package io.asyncio.stream;

import io.asyncio.Asyncio;
import io.asyncio.Event;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent: gathered in one buffer, which goes to the channel when the event loop next has the thread. Tasks
 * call all but {@link #flush}, which belongs to the event loop; the buffer is handed over under a lock, as a foreign
 * scheduler's loop has a thread beside that.
 */
final class WriteSide {
    private static final int GROWN_BYTES = 16 * 1024;

    private final SocketHost host;
    private final Channel channel;
    private final int lowWaterMark;
    private final int highWaterMark;
    private final Event writable = new Event();
    private final AtomicLong unsent = new AtomicLong();
    private final Object handOver = new Object();
    private final Runnable flush = this::flush;
    private final ArrayDeque<ByteBuf> gathered = new ArrayDeque<>(2); // guarded by handOver; with a flush due
    private volatile boolean drainersWait;
    private @Nullable IOException failure;
    private boolean ended; // writeEof() or close()

    WriteSide(SocketHost host, Channel channel, StreamOptions<?> options) {
        this.host = host;
        this.channel = channel;
        this.lowWaterMark = options.lowWaterMark;
        this.highWaterMark = options.highWaterMark;
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        checkOpen();
        if (length == 0) {
            return;
        }
        unsent.addAndGet(length);
        boolean first;
        synchronized (handOver) {
            first = gathered.isEmpty();
            bufferFor(length).writeBytes(bytes, offset, length);
        }
        if (first) {
            execute(length, flush);
        }
    }

    /** Small writes share a buffer that grows, by being copied; a large one has its own. */
    private ByteBuf bufferFor(int length) {
        ByteBuf last = gathered.peekLast();
        if (last != null && length <= GROWN_BYTES - last.readableBytes()) {
            return last;
        }
        ByteBuf added = channel.alloc().directBuffer(length);
        gathered.add(added);
        return added;
    }

    /** Fails if nothing more can be sent. */
    void checkOpen() throws IOException {
        throwIfFailed();
        if (ended) {
            throw new IOException("Cannot write: this side of the stream was closed");
        }
    }

    private void throwIfFailed() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    void drain() throws IOException {
        throwIfFailed();
        if (unsent.get() <= highWaterMark) {
            Asyncio.sleepMs(0);
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
        ended = true;
        execute(0, () -> {
            flush();
            channel.writeAndFlush(channel.alloc().buffer(0, 0)).addListener(then);
        });
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
            for (ByteBuf dropped = takeGathered(); dropped != null; dropped = takeGathered()) {
                dropped.release();
            }
        }
    }

    private @Nullable ByteBuf takeGathered() {
        synchronized (handOver) {
            return gathered.poll();
        }
    }

    private void flush() {
        for (ByteBuf bytes = takeGathered(); bytes != null; bytes = takeGathered()) {
            int count = bytes.readableBytes();
            channel.write(bytes).addListener((ChannelFuture sent) -> sent(count, sent.cause()));
        }
        channel.flush();
    }

    private void sent(int count, @Nullable Throwable cause) {
        long left = unsent.addAndGet(-count);
        if (cause != null) {
            host.deliver(() -> fail(asIOException(cause)));
        } else if (drainersWait && left <= lowWaterMark) {
            host.deliver(this::wakeDrainers);
        }
    }

    private void wakeDrainers() {
        drainersWait = false;
        writable.set();
    }

    static IOException asIOException(Throwable cause) {
        if (cause instanceof ClosedChannelException) {
            return new IOException("The connection is closed", cause);
        }
        return cause instanceof IOException io ? io : new IOException(cause.toString(), cause);
    }
}
