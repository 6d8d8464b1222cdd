package io.asyncio.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells a stream, on the loop, what happens to its channel. */
final class ChannelEvents extends ChannelInboundHandlerAdapter {
    private final SocketHost host;
    private final Stream stream;
    private final Runnable tell = this::tell;
    private final Runnable tellComplete = this::tellComplete;
    /** Told at the end of the round. Guarded by itself, as the loop may have another thread. */
    private final ByteQueue untold = new ByteQueue();

    private int untoldBytes; // touched on the event loop, as the next ones
    private boolean inputEnded;
    private boolean tlsEnded; // the peer has said so
    private @Nullable ByteQueue held; // what comes while TLS begins, and is its

    ChannelEvents(SocketHost host, Stream stream) {
        this.host = host;
        this.stream = stream;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf piece = (ByteBuf) message;
        if (held != null) {
            held.add(piece);
            held.detach(); // TLS may never begin
            return;
        }
        untoldBytes += piece.readableBytes();
        synchronized (untold) {
            untold.add(piece);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        int count = untoldBytes;
        untoldBytes = 0;
        host.deliverBytes(count, tellComplete);
    }

    private void tellComplete() {
        tell();
        stream.in.readComplete();
    }

    /** On the loop. */
    private void tell() {
        stream.in.received(untold);
    }

    /** In the order in which things happened. */
    private void deliverUntold() {
        if (untoldBytes > 0) {
            untoldBytes = 0;
            host.deliver(tell);
        }
    }

    /** Keeps from now on what comes, instead of telling it. */
    void hold() {
        deliverUntold();
        held = new ByteQueue();
    }

    /** Goes on telling, and gives what was kept. */
    byte[] release() {
        ByteQueue kept = Objects.requireNonNull(held, "held");
        held = null;
        return kept.take(kept.size());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        deliverUntold();
        if (event instanceof SslCloseCompletionEvent completion) {
            tlsEnded |= completion.isSuccess();
            tellEnd(true);
        } else if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            boolean withTls = context.pipeline().get(SslHandler.class) != null;
            tellEnd(withTls);
            if (withTls) {
                context.close(); // TLS knows no half of a connection; one in the middle of its greeting ends so
            }
        } else if (event instanceof IdleStateEvent) {
            host.deliver(stream::connectionIdle);
        }
    }

    private void tellEnd(boolean withTls) {
        if (withTls && !tlsEnded) {
            host.deliver(stream::inputCutOff);
        } else {
            host.deliver(stream.in::end);
        }
    }

    /** Whether the peer has closed its side. */
    boolean inputEnded() {
        return inputEnded;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        deliverUntold();
        host.deliver(stream::connectionLost);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        deliverUntold();
        host.deliver(() -> stream.connectionFailed(SocketFailure.of(cause)));
        context.close();
    }
}
