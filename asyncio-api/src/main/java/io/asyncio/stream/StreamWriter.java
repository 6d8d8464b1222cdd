package io.asyncio.stream;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import kotlin.internal.LowPriorityInOverloadResolution;
import org.jspecify.annotations.Nullable;

/**
 * The output of a {@link Stream}. {@link #write(byte[]...)} queues bytes and returns; they are sent when the task next
 * suspends. {@link #drain} suspends while the peer is slow, so that memory does not fill up. Like Python's
 * {@code asyncio.StreamWriter}.
 */
public interface StreamWriter {
    /**
     * Sends copies of {@code chunks}, in order. Does not suspend.
     *
     * @throws IOException after {@link #close} or {@link #writeEof}, or if the connection is broken
     * @throws IllegalStateException while another task sends a file
     */
    void write(byte[]... chunks) throws IOException;

    /**
     * {@link #write(byte[]...)} for a part of an array.
     *
     * @throws IndexOutOfBoundsException if the array has no such part
     */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** {@link #write(byte[]...)} for a collection. */
    void writeLines(Collection<byte[]> lines) throws IOException;

    /**
     * Returns at once unless more bytes wait to be sent than the high-water mark allows: then it suspends the current task
     * until they are down to the low one. Any number of tasks may wait here.
     *
     * @throws IOException if the connection is broken
     */
    @LowPriorityInOverloadResolution // in Kotlin the suspend functions of kotlin-adapter go first
    void drain() throws IOException;

    /** {@link #sendFile(Path, long, long)} for all of the file. */
    @LowPriorityInOverloadResolution
    default long sendFile(Path path) throws IOException {
        return sendFile(path, 0, Long.MAX_VALUE);
    }

    /**
     * Sends the bytes of a regular file from {@code offset} on: {@code count} of them, or fewer if the file ends
     * before. They come behind what was written before. Suspends the current task until the system has taken them; on a
     * pipe, until no more of them wait than {@link #drain} allows. Meanwhile no other task can write here.
     *
     * <p>Without TLS the system itself sends the file, in pieces of a mebibyte, and the loop's thread waits for the
     * disk if these are not in the system's cache. With TLS or io_uring, and on a pipe, another thread reads the file.
     * If the task is cancelled, or this fails, the stream stays usable, but nobody knows how much was sent: the piece
     * that is on its way is sent as a whole, the next ones are not. Like Python's {@code loop.sendfile}.
     *
     * @return how many bytes were sent
     * @throws IOException also if there is no such file, it is a directory or something else than a file, it ends
     *     before {@code offset}, or it is cut short meanwhile; this may close the connection, as its peer waits for
     *     more
     * @throws IllegalArgumentException if {@code offset} or {@code count} is negative
     * @throws IllegalStateException if another task sends a file here
     */
    @LowPriorityInOverloadResolution
    long sendFile(Path path, long offset, long count) throws IOException;

    /**
     * Tells the peer, once all bytes are sent, that no more will come; reading goes on. Does not suspend. A second call
     * does nothing, nor does one on a closed or broken connection.
     *
     * @throws UnsupportedOperationException with TLS, which knows no half of a connection: {@link #close} instead
     */
    void writeEof() throws IOException;

    /** Closes both sides once all bytes are sent; does not suspend. Reading ends at once. A second call does nothing. */
    void close();

    /** Whether this side is closed, by {@link #close} or because the connection is gone. */
    boolean isClosing();

    /** Suspends the current task until the connection is gone, after {@link #close} or by the peer. */
    @LowPriorityInOverloadResolution
    void waitClosed();

    /**
     * Switches to TLS: as the client on a connection that was opened, as the server on one that was accepted. Suspends
     * the current task until the handshake is done. Bytes that have not been read count as the peer's part of the
     * handshake.
     *
     * @param serverName as a client, the name for which the server's certificate must be; null on a server
     * @throws javax.net.ssl.SSLException if the handshake fails; the connection is closed then
     */
    @LowPriorityInOverloadResolution
    void startTls(SSLContext context, @Nullable String serverName) throws IOException;

    /** {@link #startTls(SSLContext, String)} by a context of Netty's, as {@link StreamOptions#withSsl(SslContext)}. */
    @LowPriorityInOverloadResolution
    void startTls(SslContext context, @Nullable String serverName) throws IOException;

    /**
     * What is known of the connection: {@code peername} and {@code sockname}, socket addresses; with TLS
     * {@code ssl_object}, the {@link javax.net.ssl.SSLEngine}; {@code cipher}, its cipher suite's name; {@code peercert},
     * the peer's {@link java.security.cert.Certificate} if it has shown one. Null for what is unknown.
     */
    @Nullable
    Object getExtraInfo(String name);
}
