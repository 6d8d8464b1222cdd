package io.asyncio.stream;

import io.asyncio.Future;
import io.asyncio.host.HostEventLoop;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * How a loop and its sockets meet: what the sockets need of the loop, and how their tasks wait. Implemented by the loop, not
 * by users.
 */
public interface SocketHost extends StreamHost {
    /** Where the channels live: the loop's own thread, or one beside a loop on a foreign scheduler. */
    HostEventLoop eventLoop();

    /** The memory of the loop's channels: of its own, so that it never waits for other threads. */
    ByteBufAllocator allocator();

    /** Has {@code channel} closed when the loop closes. Any thread may call. */
    void opened(Channel channel);

    /** {@link #opened}, and counts it, until it is closed, as one that a server has. Any thread may call. */
    void accepted(Channel channel);

    /**
     * Has {@code work} run on the event loop's thread as soon as the tasks that are ready have run, and in the order of
     * these calls, or sooner if so many bytes are to be sent by it all that they would leave the processor's cache; false
     * if no task of the loop calls, or the event loop's thread is not the loop's own.
     */
    boolean defer(int bytes, Runnable work);

    /**
     * Runs {@code event}, which comes from a channel, holding the loop: at once on the loop's own thread, else through
     * the loop's inbox. Any thread may call: Netty tells of a channel that it could not register on one of its own.
     */
    void deliver(Runnable event);

    /** {@link #deliver} for {@code count} bytes: if these are many, the tasks that they wake run at once if they can. */
    void deliverBytes(int count, Runnable event);

    /** Suspends the current task until {@code future} is done; what that failed with is raised as it is. */
    <T extends @Nullable Object> T await(Future<T> future) throws IOException;

    /** Suspends the current task until one of {@code futures} is done, for {@code limit} at most if that is not null. */
    void awaitFirst(Collection<? extends Future<?>> futures, @Nullable Duration limit);
}
