package io.asyncio;

import io.asyncio.stream.SocketHost;

/** For tests of what is not public in {@code io.asyncio.stream}. */
public final class SocketHosts {
    private SocketHosts() {}

    public static SocketHost of(Loop loop) {
        return loop.sockets;
    }
}
