package io.asyncio.stream;

import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** A Unix domain socket's address as the native transports have it. Loaded only with them. */
final class NativeUnixAddress extends DomainSocketAddress {
    private static final long serialVersionUID = 1L;
    private static final String NO_FILE = "";

    private volatile boolean filed = true;

    private NativeUnixAddress(Path path) {
        super(path.toString());
    }

    static SocketAddress of(Path path) {
        return new NativeUnixAddress(path);
    }

    static SocketAddress asTheJdkHasIt(SocketAddress address) {
        return address instanceof DomainSocketAddress unix ? UnixDomainSocketAddress.of(unix.path()) : address;
    }

    /** From now on this has no file: Netty asks for it when it has closed a server, and removes whatever is there. */
    void forgetFile() {
        filed = false;
    }

    @Override
    public String path() {
        return filed ? super.path() : NO_FILE;
    }
}
