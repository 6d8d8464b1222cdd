package io.asyncio.stream;

import io.asyncio.Future;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** The beginning of TLS on an open stream. */
final class Handshake {
    private final Stream stream;
    private final SslHandler handler;
    private final Future<SSLSession> agreed;

    Handshake(Stream stream, SslHandler handler) {
        this.stream = stream;
        this.handler = handler;
        this.agreed = stream.host.loop().createFuture();
    }

    /** Suspends the current task until both sides agree; the stream is closed if they do not. */
    void await() throws IOException {
        stream.execute(() -> {
            stream.events.hold();
            stream.host.deliver(
                    () -> { // behind the bytes that are on their way to the loop
                        byte[] early = stream.in.takeAll();
                        stream.execute(() -> begin(early));
                    });
        });
        try {
            stream.host.await(agreed);
        } catch (ClosedChannelException e) {
            String whoClosed = whoClosed(); // before this side does
            stream.abort();
            throw new SSLHandshakeException(whoClosed);
        } catch (Throwable e) {
            stream.abort();
            throw e;
        }
    }

    private String whoClosed() {
        if (stream.wasIdle()) {
            return "The connection was closed during the TLS handshake:"
                    + " no byte has come or gone for its server's idle timeout";
        }
        return stream.in.isClosed()
                ? "This side closed the connection during the TLS handshake"
                : "The peer closed the connection during the TLS handshake";
    }

    /** First, but behind what counts the bytes on the wire. */
    private void addHandler() {
        ChannelPipeline pipeline = stream.channel.pipeline();
        ChannelHandlerContext idleTimer = pipeline.context(IdleStateHandler.class);
        if (idleTimer == null) {
            pipeline.addFirst(handler);
        } else {
            pipeline.addAfter(idleTimer.name(), null, handler);
        }
    }

    private void begin(byte[] early) {
        byte[] held = stream.events.release();
        if (!stream.channel.isOpen()) { // nothing would tell the handler
            Tls.forget(handler);
            tell(new ClosedChannelException());
            return;
        }
        handler.handshakeFuture().addListener(done -> tell(done.cause()));
        addHandler();
        if (early.length + held.length > 0) {
            stream.channel
                    .pipeline()
                    .fireChannelRead(Unpooled.wrappedBuffer(early, held))
                    .fireChannelReadComplete();
        }
        if (stream.events.inputEnded()) {
            stream.channel.close(); // before the greeting; nothing tells the handler
        } else {
            stream.channel.read();
        }
    }

    private void tell(@Nullable Throwable failure) {
        stream.host.deliver(() -> {
            if (agreed.done()) {
                return; // who waited was cancelled
            }
            if (failure == null) {
                agreed.setResult(handler.engine().getSession());
            } else {
                agreed.setException(SocketFailure.ofTls(failure));
            }
        });
    }
}
