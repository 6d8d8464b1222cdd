package io.asyncio.stream;

import java.net.InetSocketAddress;

/** All addresses of this machine, those of IPv6 as well if it has them: the JDK's wildcard is IPv4's. */
final class EveryAddress extends InetSocketAddress {
    private static final long serialVersionUID = 1L;

    EveryAddress(int port) {
        super(port);
    }
}
