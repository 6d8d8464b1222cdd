package io.asyncio.stream;

import io.asyncio.Future;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What tasks of the loop do with a channel, whose event loop may have the same thread or another. */
final class LoopChannel {
    private LoopChannel() {}

    /** Of a stream: goes with what else the tasks of this drain leave to the event loop, without a wake-up. */
    static boolean execute(SocketHost host, Channel channel, int bytes, Runnable work) {
        return host.defer(bytes, work) || execute(channel, work);
    }

    /** False if the loop closes: its event loop takes no more work, and the channel is closed with it. */
    static boolean execute(Channel channel, Runnable work) {
        try {
            channel.eventLoop().execute(work);
            return true;
        } catch (RejectedExecutionException loopClosed) {
            return false;
        }
    }

    /**
     * Runs {@code work} when the system has the socket of {@code channel} back, which is closed or about to be. The JDK's
     * selectors keep it until they select again: of two timers in a row, the second one comes after that.
     */
    static void whenReleased(Channel channel, Runnable work) {
        channel.closeFuture().addListener(closed -> {
            if (Transport.PREFERRED.releasesAtOnce()) {
                work.run();
                return;
            }
            try {
                EventLoop eventLoop = channel.eventLoop();
                eventLoop.schedule(() -> eventLoop.schedule(work, 0, TimeUnit.NANOSECONDS), 0, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException loopClosed) {
                work.run();
            }
        });
    }

    /** Tells who waits until something is sent, unless that was cancelled meanwhile. */
    static void end(Future<Boolean> sent, @Nullable IOException failure) {
        if (sent.done()) {
            return;
        }
        if (failure == null) {
            sent.setResult(true);
        } else {
            sent.setException(failure);
        }
    }
}
