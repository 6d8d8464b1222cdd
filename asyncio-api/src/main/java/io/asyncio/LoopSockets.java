package io.asyncio;

import io.asyncio.host.HostEventLoop;
import io.asyncio.host.NettyHost;
import io.asyncio.stream.SocketHost;
import io.asyncio.stream.Transport;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A loop's sockets: on its own thread, or on one beside it if it runs on a foreign scheduler. */
final class LoopSockets implements SocketHost {
    private static final int DEFERRED_BYTES = 256 * 1024; // as many as a cache keeps
    private static final int LARGE_BYTES = 4096;
    private static final int PAGE_BYTES = 8192;
    // 4 MiB: a chunk that was a quarter full once is freed when it empties, which takes long.
    private static final int PAGES_OF_A_CHUNK_LOG2 = 9;

    /**
     * Of closed loops, for the next ones. An allocator keeps its chunks until it is collected: without a collection in
     * between, some tens of loops one after the other would come to the limit of direct memory.
     */
    private static final LinkedBlockingDeque<ByteBufAllocator> SPARE_ALLOCATORS =
            new LinkedBlockingDeque<>(Runtime.getRuntime().availableProcessors());

    private static final long CLOSE_MILLIS = 1000; // at most, lest one that does not close holds up the loop

    private final Loop loop;
    private final Runnable onClose = this::close; // the loop takes it once, however often it is given
    private @Nullable ByteBufAllocator allocator; // guarded by this; made once
    private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger(); // by servers, and open
    private final ArrayDeque<Runnable> deferred = new ArrayDeque<>(); // touched by who holds the loop
    private int deferredBytes; // that it will send
    private @Nullable HostEventLoop beside; // guarded by this; made once

    LoopSockets(Loop loop) {
        this.loop = loop;
    }

    /** A thread for a loop, which is also that of its sockets. */
    static NettyHost newHost() {
        return new NettyHost(LoopSockets::newEventLoop);
    }

    private static HostEventLoop newEventLoop(Executor threads) {
        return Transport.PREFERRED.newEventLoop(threads);
    }

    @Override
    public Loop loop() {
        return loop;
    }

    /** The first one opens a selector, which may fail as a socket may: by an IOException. */
    @Override
    public HostEventLoop eventLoop() {
        NettyHost own = loop.core.host.netty();
        try {
            return own == null ? besideLoop() : own.eventLoop();
        } catch (ChannelException e) {
            throw Sneaky.raise(e.getCause() instanceof IOException cause ? cause : new IOException(e.getMessage(), e));
        }
    }

    private synchronized HostEventLoop besideLoop() {
        if (beside == null) {
            String name = "asyncio-io beside " + loop.core.host;
            HostEventLoop made =
                    newEventLoop(work -> NettyHost.newThreadBeside(work, name).start());
            beside = made;
        }
        return beside;
    }

    @Override
    public synchronized ByteBufAllocator allocator() {
        if (allocator == null) {
            ByteBufAllocator spare = SPARE_ALLOCATORS.pollLast();
            allocator = spare == null ? newAllocator() : spare;
        }
        return allocator;
    }

    private static ByteBufAllocator newAllocator() {
        return new PooledByteBufAllocator(true, 1, 1, PAGE_BYTES, PAGES_OF_A_CHUNK_LOG2, 64, 32, false);
    }

    /** Its buffers that are still in use may be released by any thread, also while another loop has it. */
    private synchronized void passAllocatorOn() {
        if (allocator != null && SPARE_ALLOCATORS.offerLast(allocator)) {
            allocator = null;
        }
    }

    @Override
    public void opened(Channel channel) {
        if (channels.isEmpty()) {
            loop.onClose(onClose);
        }
        channels.add(channel);
        channel.closeFuture().addListener(closed -> channels.remove(channel));
    }

    @Override
    public void accepted(Channel channel) {
        opened(channel);
        accepted.incrementAndGet();
        channel.closeFuture().addListener(closed -> accepted.decrementAndGet());
    }

    int acceptedCount() {
        return accepted.get();
    }

    List<OpenSocket> open() {
        return channels.stream().map(LoopSockets::describe).toList();
    }

    private static OpenSocket describe(Channel channel) {
        OpenSocket.Kind kind = channel instanceof ServerChannel
                ? OpenSocket.Kind.SERVER
                : channel instanceof DatagramChannel ? OpenSocket.Kind.DATAGRAM : OpenSocket.Kind.STREAM;
        return new OpenSocket(kind, channel.localAddress(), channel.remoteAddress());
    }

    /** Whether something may come from the network. */
    boolean areOpen() {
        return !channels.isEmpty();
    }

    /** An event loop that shuts down without a quiet time may miss to close its channels. */
    private void close() {
        HostEventLoop toEnd = besideOrNull();
        if (toEnd == null) {
            closeChannels();
        } else {
            toEnd.submit(this::closeChannels).syncUninterruptibly();
            awaitClosed(toEnd);
            toEnd.end().syncUninterruptibly();
        }
        passAllocatorOn();
    }

    private void closeChannels() {
        channels.forEach(Channel::close);
    }

    /** io_uring needs its event loop to be told that a channel is closed, which it is a moment later. */
    void awaitClosed() {
        if (!channels.isEmpty()) {
            awaitClosed(eventLoop());
        }
    }

    private void awaitClosed(HostEventLoop running) {
        if (!running.isCurrentThread()) {
            channels.forEach(channel -> channel.closeFuture().awaitUninterruptibly(CLOSE_MILLIS));
        }
    }

    private synchronized @Nullable HostEventLoop besideOrNull() {
        return beside;
    }

    @Override
    public boolean defer(int bytes, Runnable work) {
        if (loop.core.host.netty() == null || !loop.core.isDrainedByCaller()) {
            return false;
        }
        deferred.add(work);
        deferredBytes += bytes;
        return true;
    }

    /** On the event loop's thread, holding the loop, between two tasks: before blocks to be sent leave the cache. */
    void runDeferredIfLarge() {
        if (deferredBytes >= DEFERRED_BYTES) {
            runDeferred();
        }
    }

    /** Also what is deferred meanwhile. Whether there was something. */
    boolean runDeferred() {
        boolean some = !deferred.isEmpty();
        deferredBytes = 0;
        for (Runnable work = deferred.poll(); work != null; work = deferred.poll()) {
            try {
                work.run();
            } catch (Throwable e) {
                loop.callExceptionHandler(new ExceptionContext("Error in a socket of the event loop", e, null));
            }
        }
        return some;
    }

    @Override
    public void deliver(Runnable event) {
        deliver(event, false);
    }

    @Override
    public void deliverBytes(int count, Runnable event) {
        deliver(event, count >= LARGE_BYTES);
    }

    private void deliver(Runnable event, boolean withTasks) {
        if (!loop.core.runOnHostThread(event, withTasks)) {
            loop.core.enqueue(new Delivered(event));
        }
    }

    @Override
    public <T extends @Nullable Object> T await(Future<T> future) throws IOException {
        return Asyncio.await(future, IOException.class);
    }

    @Override
    public void awaitFirst(Collection<? extends Future<?>> futures, @Nullable Duration limit) {
        Asyncio.waitUntil(ReturnWhen.FIRST_COMPLETED, limit, futures);
    }

    @Override
    public <T extends @Nullable Object> T awaitThread(Callable<T> call) {
        return ThreadCall.await(BlockingThreads.INTERNAL, call);
    }

    @Override
    public void requireStack() {
        StackReserve.requireWithMargin();
    }

    @Override
    public void requireTask(String call) {
        TaskRun.current(call);
    }

    /** Told by another thread than the loop's own. Runs also when the loop closes: it may release what a channel holds. */
    private static final class Delivered extends Ready {
        private final Runnable event;

        Delivered(Runnable event) {
            this.event = event;
        }

        @Override
        void run() {
            event.run();
        }

        @Override
        void abandon() {
            event.run();
        }
    }
}
