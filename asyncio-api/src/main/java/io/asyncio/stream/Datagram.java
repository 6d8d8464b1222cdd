package io.asyncio.stream;

import java.net.InetSocketAddress;

/** A datagram that has arrived at a {@link DatagramStream}. */
public final class Datagram {
    private final byte[] data;
    private final InetSocketAddress sender;

    Datagram(byte[] data, InetSocketAddress sender) {
        this.data = data;
        this.sender = sender;
    }

    /** Its bytes; not copied. */
    public byte[] data() {
        return data;
    }

    /** The address that has sent it. */
    public InetSocketAddress sender() {
        return sender;
    }

    @Override
    public String toString() {
        return "Datagram[" + data.length + " bytes from " + sender + "]";
    }
}
