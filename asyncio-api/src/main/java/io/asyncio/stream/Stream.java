package io.asyncio.stream;

import io.asyncio.Event;
import io.asyncio.Future;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.FileRegion;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import kotlin.internal.LowPriorityInOverloadResolution;
import org.jspecify.annotations.Nullable;

/**
 * A connection: both its sides. To be used by tasks of the loop that opened or accepted it. Like MicroPython's
 * {@code asyncio.Stream}, which is CPython's {@code StreamReader} and {@code StreamWriter} in one.
 */
public final class Stream extends LoopReader implements StreamWriter, AutoCloseable {
    final SocketHost host;
    final Channel channel;
    private final boolean isServer;
    private final StreamOptions<?> options;
    final ChannelEvents events;
    private final Event closed = new Event();
    private final Object peerName;
    private final Object sockName;
    final WriteSide out;
    private boolean closing;
    private boolean idle;
    private @Nullable SslHandler tls;

    Stream(SocketHost host, Channel channel, boolean isServer, StreamOptions<?> options) {
        super(host, options.limit);
        this.host = host;
        this.channel = channel;
        this.isServer = isServer;
        this.options = options;
        this.out = new WriteSide(host, channel, options, this::connectionFailed);
        this.peerName = Transport.PREFERRED.asTheJdkHasIt(channel.remoteAddress());
        this.sockName = Transport.PREFERRED.asTheJdkHasIt(channel.localAddress());
        this.events = new ChannelEvents(host, this);
        execute(this::begin);
    }

    /** On the event loop, so that no event of the channel is missed. */
    private void begin() {
        channel.pipeline().addLast(events);
        if (channel.isActive()) {
            channel.read();
        } else {
            host.deliver(this::connectionLost);
        }
    }

    @Override
    void requestRead() {
        execute(() -> {
            if (!events.inputEnded()) { // the loop may not know yet; epoll breaks a channel that reads behind its end
                channel.read();
            }
        });
    }

    void execute(Runnable work) {
        if (host.eventLoop().isCurrentThread()) { // not a task: what it has written before comes first
            work.run();
            return;
        }
        LoopChannel.execute(host, channel, 0, work);
    }

    /** From the channel: it is gone. */
    void connectionLost() {
        in.lost();
        closing = true;
        out.fail(new IOException("The connection is closed"));
        closed.set();
    }

    /** From the channel: with TLS, the peer has ended the connection without saying so first. */
    void inputCutOff() {
        if (options.closeNotifyRequired) {
            in.fail(new SSLException("The peer ended the connection without TLS's close_notify:"
                    + " what it has sent may have been cut off"));
        } else {
            in.end();
        }
    }

    /** From the channel: no byte has come or gone for so long. */
    void connectionIdle() {
        idle = true;
        closing = true;
        connectionFailed(
                new IOException("The connection is closed: no byte has come or gone for its server's idle timeout"));
        closeAtOnce();
        host.loop().tellObservers(observer -> observer.connectionIdle(this));
    }

    /** Whether its server has closed it for that. */
    boolean wasIdle() {
        return idle;
    }

    /** From the channel: it broke. */
    void connectionFailed(IOException cause) {
        in.fail(cause);
        out.fail(cause);
    }

    @Override
    public void write(byte[]... chunks) throws IOException {
        checkLoop("write()");
        out.checkOpen();
        WriteSide.checkChunks(chunks);
        for (byte[] chunk : chunks) {
            out.write(chunk, 0, chunk.length);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        checkLoop("write()");
        Objects.checkFromIndexSize(offset, length, bytes.length);
        out.checkOpen();
        out.write(bytes, offset, length);
    }

    @Override
    public void writeLines(Collection<byte[]> lines) throws IOException {
        write(lines.toArray(new byte[0][]));
    }

    @Override
    @LowPriorityInOverloadResolution // in Kotlin the suspend functions of kotlin-adapter go first
    public void drain() throws IOException {
        checkTask("drain()");
        out.drain();
    }

    /** For bytes of another one. */
    TransferTarget transferTarget() throws IOException {
        checkLoop("transferTo()");
        out.checkOpen();
        return out;
    }

    @Override
    @LowPriorityInOverloadResolution
    public long sendFile(Path path, long offset, long count) throws IOException {
        checkTask("sendFile()");
        out.beginFile();
        try {
            return SentFile.send(host, path, offset, count, this::sendPiece);
        } finally {
            out.endFile();
        }
    }

    private int sendPiece(SentFile file, long position, long max) throws IOException {
        if (tls == null && Transport.PREFERRED.sendsFiles() && file.isOfTheSystem()) {
            return sendRegion(file, position, max);
        }
        byte[] piece = file.read(position, max);
        host.await(out.send(Unpooled.wrappedBuffer(piece), piece.length));
        return piece.length;
    }

    private int sendRegion(SentFile file, long position, long max) throws IOException {
        FileRegion region = file.region(position, max);
        int count = (int) region.count();
        Future<Boolean> sent = out.send(region, count);
        try {
            host.await(sent);
        } catch (IOException e) {
            throw file.explained(e, position, count);
        }
        return count;
    }

    @Override
    public void writeEof() throws IOException {
        checkLoop("writeEof()");
        if (tls != null) {
            throw new UnsupportedOperationException("TLS knows no half of a connection: close() the stream instead");
        }
        if (!closing && out.isOpen()) {
            out.end(sent -> ((DuplexChannel) channel).shutdownOutput());
        }
    }

    @Override
    public void close() {
        checkLoopIfRunning("close()");
        boolean first = !closing;
        closing = true; // before reading ends: a server then closes what its handler has left open
        try {
            in.close(); // also if the connection is gone
        } catch (Throwable refused) {
            closing = !first; // to be tried again
            throw refused;
        }
        if (first) {
            closeOutput();
        }
    }

    /** Closes it, but what has arrived can still be read, by whoever may have this. */
    void closeOutput() {
        closing = true;
        try {
            out.end(ChannelFutureListener.CLOSE);
        } catch (Throwable refused) {
            closing = false; // to be tried again
            throw refused;
        }
    }

    /** Runs {@code action} once the peer sends no more, or this is closed; at once if that is so. */
    void onPeerEnd(Runnable action) {
        in.onEnd(action);
    }

    /** Closes the connection at once: what is not yet sent is lost. Like {@code transport.abort()} in Python. */
    public void abort() {
        checkLoopIfRunning("abort()");
        closing = true;
        in.close();
        out.fail(new IOException("The connection is closed"));
        closeAtOnce();
    }

    /** Any thread may call. TLS has its last words if there is room: it would wait for a peer that takes nothing. */
    private void closeAtOnce() {
        channel.close();
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (channel.isOpen() && first != null) {
            first.close(); // past the handler of TLS
        }
    }

    private void checkLoopIfRunning(String call) {
        host.checkLoopIfRunning(call, this);
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    @Override
    @LowPriorityInOverloadResolution
    public void waitClosed() {
        checkTask("waitClosed()");
        closed.await();
    }

    @Override
    @LowPriorityInOverloadResolution
    public void startTls(SSLContext context, @Nullable String serverName) throws IOException {
        startTls(Tls.of(context), serverName);
    }

    @Override
    @LowPriorityInOverloadResolution
    public void startTls(SslContext context, @Nullable String serverName) throws IOException {
        startTls(Tls.of(context), serverName);
    }

    void startTls(Tls provider, @Nullable String serverName) throws IOException {
        checkTask("startTls()");
        out.checkOpen();
        if (tls != null) {
            throw new IllegalStateException("startTls() was called on a stream that has TLS already");
        }
        SslHandler handler = provider.newHandler(channel.alloc(), options, isServer, serverName);
        tls = handler;
        new Handshake(this, handler).await();
    }

    @Override
    public @Nullable Object getExtraInfo(String name) {
        return switch (name) {
            case "peername" -> peerName;
            case "sockname" -> sockName;
            case "ssl_object" -> tls == null ? null : tls.engine();
            case "cipher" -> tls == null ? null : tls.engine().getSession().getCipherSuite();
            case "peercert" -> tls == null ? null : peerCertificate(tls.engine());
            default -> null;
        };
    }

    private static @Nullable Object peerCertificate(SSLEngine engine) {
        try {
            return engine.getSession().getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException noneShown) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "Stream[" + sockName + " - " + peerName + (tls == null ? "" : ", TLS") + (closing ? ", closing" : "")
                + "]";
    }
}
