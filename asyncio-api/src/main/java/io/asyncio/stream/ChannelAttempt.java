package io.asyncio.stream;

import io.asyncio.Event;
import io.asyncio.Future;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.function.Function;

/** A channel on its way to be connected or bound. */
final class ChannelAttempt {
    private ChannelAttempt() {}

    /**
     * Suspends the current task until the channel is there, and made something of on the loop. Closes it if it fails,
     * or if the task is cancelled meanwhile.
     */
    private static <T> T await(SocketHost host, ChannelFuture attempt, Function<Channel, T> whenOpen)
            throws IOException {
        Future<T> result = host.loop().createFuture();
        if (isRefused(attempt)) {
            result.setException(originOf(attempt.cause()));
            return host.await(result);
        }
        host.opened(attempt.channel());
        attempt.addListener((ChannelFuture done) -> host.deliver(() -> ended(done, whenOpen, result)));
        try {
            return host.await(result);
        } catch (Throwable e) {
            attempt.channel().close();
            throw e;
        }
    }

    /** Suspends the current task until the system has the socket of {@code channel}, which is about to close, back. */
    private static void awaitReleased(SocketHost host, Channel channel) {
        Event released = new Event();
        LoopChannel.whenReleased(channel, () -> host.deliver(released::set));
        released.await();
    }

    private static <T> void ended(ChannelFuture attempt, Function<Channel, T> whenOpen, Future<T> result) {
        if (result.done()) {
            attempt.channel().close(); // cancelled meanwhile
        } else if (attempt.isSuccess()) {
            result.setResult(whenOpen.apply(attempt.channel()));
        } else {
            result.setException(originOf(attempt.cause()));
        }
    }

    /** Whether the system gave no socket: the channel then has no event loop, so that it cannot even be closed. */
    private static boolean isRefused(ChannelFuture attempt) {
        try {
            attempt.channel().eventLoop();
            return false;
        } catch (IllegalStateException noEventLoop) {
            return true;
        }
    }

    /** What the system said, as "Too many open files": the innermost of what Netty wraps if there is no socket. */
    private static Throwable originOf(Throwable failure) {
        Throwable origin = failure;
        if (!(failure instanceof IOException)) {
            for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
                origin = cause instanceof IOException ? cause : origin;
            }
        }
        return origin;
    }

    /** {@link #await} for the address of a peer. */
    static <T> T awaitConnected(
            SocketHost host, ChannelFuture attempt, SocketAddress address, Function<Channel, T> whenOpen)
            throws IOException {
        try {
            return await(host, attempt, whenOpen);
        } catch (IOException e) {
            throw SocketFailure.ofConnect(address, e);
        }
    }

    /** {@link #await} for an address to take. */
    static <T> T awaitBound(
            SocketHost host, ChannelFuture attempt, SocketAddress address, Function<Channel, T> whenOpen)
            throws IOException {
        if (isRefused(attempt)) {
            return await(host, attempt, whenOpen);
        }
        try {
            return await(host, attempt, whenOpen);
        } catch (IOException e) {
            awaitReleased(host, attempt.channel());
            throw SocketFailure.ofBind(address, e);
        } catch (Throwable e) {
            awaitReleased(host, attempt.channel());
            throw e;
        }
    }
}
