package io.asyncio.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells a stream, on the loop, what happens to its channel. */
final class ChannelEvents extends ChannelInboundHandlerAdapter {
    private static final int SMALL_BYTES = 2048;

    private final SocketHost host;
    private final Stream stream;
    private List<ByteBuf> untold = new ArrayList<>(); // told with the end of the round; touched on the event loop
    private boolean inputEnded; // touched on the event loop
    private @Nullable ByteQueue held; // what comes while TLS begins, and is its; touched on the event loop

    ChannelEvents(SocketHost host, Stream stream) {
        this.host = host;
        this.stream = stream;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf piece = onHeapIfSmall((ByteBuf) message);
        if (held != null) {
            held.add(piece);
            held.detach(); // TLS may never begin
            return;
        }
        untold.add(piece);
    }

    /** So that the next socket is read into the same memory, which is in the cache; to copy a large piece costs more. */
    private static ByteBuf onHeapIfSmall(ByteBuf piece) {
        if (piece.readableBytes() > SMALL_BYTES) {
            return piece;
        }
        try {
            return Unpooled.wrappedBuffer(ByteBufUtil.getBytes(piece));
        } finally {
            piece.release();
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
    public void channelReadComplete(ChannelHandlerContext context) {
        List<ByteBuf> pieces = takeUntold();
        int count = 0;
        for (ByteBuf piece : pieces) {
            count += piece.readableBytes();
        }
        host.deliverBytes(count, () -> {
            if (!pieces.isEmpty()) {
                stream.in.received(pieces);
            }
            stream.in.readComplete();
        });
    }

    /** In the order in which things happened. */
    private void deliverUntold() {
        List<ByteBuf> pieces = takeUntold();
        if (!pieces.isEmpty()) {
            host.deliver(() -> stream.in.received(pieces));
        }
    }

    private List<ByteBuf> takeUntold() {
        List<ByteBuf> taken = untold;
        untold = new ArrayList<>(2);
        return taken;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        deliverUntold();
        inputEnded |= event instanceof ChannelInputShutdownEvent;
        if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
            host.deliver(stream.in::end);
        }
        if (event instanceof ChannelInputShutdownEvent && context.pipeline().get(SslHandler.class) != null) {
            context.close(); // TLS knows no half of a connection; one in the middle of its greeting ends so
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
        Throwable origin = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        host.deliver(() -> stream.connectionFailed(WriteSide.asIOException(origin)));
        context.close();
    }
}
