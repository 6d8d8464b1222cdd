package io.asyncio;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A socket of a loop, for who looks; see {@link Loop#openSockets()}.
 *
 * @param kind what it does
 * @param local its own address; null if it has none, as one that is being closed
 * @param remote its peer's address; null if it has no peer
 */
public record OpenSocket(
        Kind kind, @Nullable SocketAddress local, @Nullable SocketAddress remote) {
    /** What a socket does. */
    public enum Kind {
        /** Accepts connections. */
        SERVER,
        /** Is a connection, accepted or opened. */
        STREAM,
        /** Sends and receives datagrams. */
        DATAGRAM
    }
}
