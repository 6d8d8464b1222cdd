package io.asyncio.stream;

import io.netty.handler.codec.DecoderException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import javax.net.ssl.SSLException;

/** What goes wrong with a socket, alike on all transports: each has types and texts of its own. */
final class SocketFailure {
    private SocketFailure() {}

    static IOException of(Throwable cause) {
        if (cause instanceof DecoderException) { // TLS is the only decoder
            return ofTls(cause.getCause() == null ? cause : cause.getCause());
        }
        if (cause instanceof ClosedChannelException) {
            return new IOException("The connection is closed", cause);
        }
        return cause instanceof IOException io ? io : new IOException(textOf(cause), cause);
    }

    /** Also what a trust manager of users throws. */
    static IOException ofTls(Throwable cause) {
        return cause instanceof IOException io ? io : new SSLException(textOf(cause), cause);
    }

    /** It may be of users, and have none. */
    private static String textOf(Throwable cause) {
        try {
            return cause.toString();
        } catch (Throwable e) {
            return cause.getClass().getName();
        }
    }

    /** For one of several who ask, with a stack trace of its own; TLS stays apart from a connection that broke. */
    static IOException again(IOException failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return failure instanceof SSLException ? new SSLException(message, failure) : new IOException(message, failure);
    }

    /** With the address, which not all transports name. */
    static IOException ofConnect(SocketAddress address, IOException cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof FileNotFoundException || message.startsWith("No such file")) {
            return with(cause, new NoSuchFileException(address.toString(), null, "no server has a socket there"));
        }
        if (message.contains(address.toString())) {
            return cause;
        }
        String text = message + ": " + address;
        if (cause instanceof ConnectException) {
            return with(cause, new ConnectException(text));
        }
        return cause instanceof NoRouteToHostException
                ? with(cause, new NoRouteToHostException(text))
                : new IOException(text, cause);
    }

    /** The native transports throw something else than the JDK. */
    static IOException ofBind(SocketAddress address, IOException cause) {
        return with(cause, new BindException(cause.getMessage() + ": " + address));
    }

    static IOException refused(SocketAddress peer, Throwable cause) {
        return with(cause, new PortUnreachableException("Nobody receives at " + peer + ": a datagram was refused"));
    }

    private static IOException with(Throwable cause, IOException failure) {
        failure.initCause(cause);
        return failure;
    }
}
